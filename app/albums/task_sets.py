"""Tasks to begin with, in the languages of the pages."""

from collections.abc import Mapping

from app.base.errors import N_

WEDDING = (
    N_("The couple, when they think nobody is looking"),
    N_("Your table with its oldest guest"),
    N_("Somebody who is moved to tears"),
    N_("Three generations in one photo"),
    N_("The most beautiful shoes"),
    N_("Somebody you have only met today"),
    N_("The cake, before and after"),
    N_("Somebody dancing as if nobody were watching"),
)
BIRTHDAY = (
    N_("The birthday child laughing"),
    N_("You with the birthday child"),
    N_("The best present"),
    N_("Somebody blowing out a candle"),
    N_("The whole room, from above"),
    N_("What everybody is eating"),
)
ANY_PARTY = (
    N_("The funniest face tonight"),
    N_("A toast"),
    N_("Somebody you have only met today"),
    N_("The dance floor at its fullest"),
    N_("A detail that nobody else has seen"),
    N_("The last guest who is still awake"),
)

SETS: Mapping[str, tuple[str, ...]] = {"wedding": WEDDING, "birthday": BIRTHDAY, "any": ANY_PARTY}
SET_WORDS = {"wedding": N_("A wedding"), "birthday": N_("A birthday"), "any": N_("Any party")}
