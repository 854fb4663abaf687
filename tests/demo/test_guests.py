"""The demo guests: who sends what, and what they write."""

from collections import Counter
from datetime import timedelta

from demo import guests, pictures


def test_every_scene_has_captions_of_its_own() -> None:
    assert set(guests.CAPTIONS) == {scene.name for scene in pictures.SCENES}
    assert all(guests.CAPTIONS.values())


def test_ten_guests_send_several_pictures_each() -> None:
    senders = Counter(guests.guest_of(number) for number in range(40))
    assert set(senders) == set(guests.GUESTS)
    assert len(senders) == 10
    assert min(senders.values()) >= 3


def test_a_scene_comes_from_another_guest_the_next_time() -> None:
    count = len(pictures.SCENES)
    for number in range(count):
        assert guests.guest_of(number) != guests.guest_of(number + count)


def test_the_captions_try_what_a_wall_must_bear() -> None:
    captions = [guests.caption_of(number) for number in range(40)]
    assert "" in captions
    assert max(map(len, captions)) > 120
    assert any(ord(letter) > 0xFFFF for caption in captions for letter in caption), "an emoji"
    assert any(letter in caption for caption in captions for letter in "äöüß"), "a German one"


def test_the_captions_and_names_fit_what_a_guest_may_send() -> None:
    for caption in (caption for captions in guests.CAPTIONS.values() for caption in captions):
        assert len(caption) <= 280
        assert caption == caption.strip()
    assert all(0 < len(name) <= 40 for name in guests.GUESTS)


def test_a_photo_joins_guest_words_picture_and_time() -> None:
    photo = guests.demo_photo(5)
    assert (photo.guest, photo.caption) == (guests.guest_of(5), guests.caption_of(5))
    assert photo.jpeg == pictures.draw(5)
    assert photo.taken_at == pictures.taken_at(5)
    assert photo.taken_at.utcoffset() == timedelta(0)
