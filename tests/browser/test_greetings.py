"""A guest writes a greeting on the phone, and it is a card on the wall and in the gallery."""

from playwright.async_api import expect

from tests.browser.conftest import Screens, until
from tests.http.test_greetings import allow
from tests.running import Server, person

WORDS = "All the best to you two! مبروك 🎉"
IS_DRAWN = """() => {
  const image = document.querySelector("[data-layer] img.layer__photo, [data-layer] .layer__picture img");
  if (!image || !image.naturalWidth) return false;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let white = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 240 && data[at + 1] > 240 && data[at + 2] > 240) white += 1;
  }
  return white > 0.01 * canvas.width * canvas.height;
}"""


async def test_a_greeting_becomes_a_card_on_the_wall_and_in_the_gallery(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone()
    way = phone.get_by_text("Or write a greeting, without a photo")
    await expect(way).to_be_hidden()
    async with person(fresh_server.url) as host:
        await allow(host)
        await expect(way).to_be_visible()
        await way.click()
        await phone.get_by_label("Your greeting").fill(f"  {WORDS}  ")
        await phone.get_by_role("button", name="Make a card of it").click()
        tile = phone.locator(".tile")
        await expect(tile.locator(".tile__caption")).to_have_value(WORDS)
        await expect(tile.locator(".tile__caption")).to_have_attribute("readonly", "")
        await phone.locator("#author").fill("Mia")
        await phone.locator("#send").click()
        await expect(phone.locator(".tile[data-state='sent']")).to_be_visible()

        (photo,) = (await host.http.get("/api/photos?before=")).json()["photos"]
        assert (photo["media"], photo["caption"], photo["author"]) == ("card", WORDS, "Mia")
        wall = await fresh_screens.projector()
        await until(wall, "id => document.querySelector('[data-wall]').dataset.photo === id", photo["id"])
        await until(wall, IS_DRAWN)
        layer = wall.locator("[data-layer]:visible").last
        await expect(layer.locator("[data-author]")).to_have_text("Mia")
        await expect(layer.locator("[data-caption]")).to_be_hidden()
        gallery = await fresh_screens.phone("/")
        await expect(gallery.get_by_role("img", name=WORDS)).to_be_visible()
        own = await phone.context.new_page()
        fresh_screens.watch(own)
        await own.goto("/edit")
        await expect(own.locator("[name=caption]").first).to_have_attribute("readonly", "")

        await host.http.post(f"/api/admin/photo/{photo['id']}/hide")
        await until(wall, "() => !document.querySelector('[data-wall]').dataset.photo")
        await expect(gallery.get_by_role("img", name=WORDS)).to_have_count(0)
    assert fresh_screens.faults == []
