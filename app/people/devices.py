"""Names a device from its browser's User-Agent, for the list of signed-in devices."""

# In this order, because an iPad's browser also says Mac, and an Android phone's also Linux.
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
# Edge, Opera and Samsung's browser also say Chrome, and Chrome says Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_label(user_agent: str) -> str:
    """Return for example `iPhone, Safari`, without the unknown parts. No part of the text is kept."""
    found = [next((name for sign, name in signs if sign in user_agent), "") for signs in (DEVICES, BROWSERS)]
    return ", ".join(name for name in found if name)
