"""A page at rest: it has what it asked for, has decided what to show, and nothing on it moves."""

from playwright.async_api import Page

from tests.browser.conftest import until

# At rest at two looks with frames between them: what the first one saw coming has begun by the second.
IS_AT_REST = """async () => {
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const isInView = (image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight;
  const endMarks = () => {
    // The mark of a photo that just came in fades for seconds, and then that of the next one.
    const isMark = ({ effect }) => effect?.target?.matches("[data-mark]");
    for (const animation of document.getAnimations().filter(isMark)) animation.finish();
  };
  const isAtRest = () => {
    endMarks();
    const wall = document.querySelector("[data-wall], #wall");
    if (wall && (wall.dataset.state !== "live" || wall.dataset.scene === "loading")) return false;
    // Its first photo is decoded before it is there.
    if (wall?.dataset.scene === "show" && !wall.querySelector("[data-photo]")) return false;
    if ([...window.unheardStreams].some(({ readyState }) => readyState !== EventSource.CLOSED)) return false;
    if ([...document.images].some((image) => isInView(image) && !image.complete)) return false;
    return document.getAnimations().every(({ playState }) => playState !== "running");
  };
  if (!isAtRest()) return false;
  for (let frames = 0; frames < 3; frames += 1) await nextFrame();
  return isAtRest();
}"""


async def at_rest(page: Page) -> None:
    """Wait until the page has come to rest; what the show brings on after that is the test's own business."""
    await page.wait_for_load_state("load")
    await page.evaluate("document.fonts.ready")
    await until(page, IS_AT_REST)
