"""Copy the files that the pages load from npm's packages into static/vendor/, each with its licence."""

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

# Vendor path -> path in its package. The minified modules get the plain names, so that an import in our
# modules reads the same for both.
FILES = {
    "photoswipe/photoswipe.esm.js": "photoswipe/dist/photoswipe.esm.min.js",
    "photoswipe/photoswipe-lightbox.esm.js": "photoswipe/dist/photoswipe-lightbox.esm.min.js",
    "photoswipe/photoswipe.css": "photoswipe/dist/photoswipe.css",
    "photoswipe/LICENSE": "photoswipe/LICENSE",
    "thumbhash/thumbhash.js": "thumbhash/thumbhash.js",
    "thumbhash/thumbhash.d.ts": "thumbhash/thumbhash.d.ts",
    # This package ships no licence file; its package.json names the licence.
    "thumbhash/package.json": "thumbhash/package.json",
    # The package's modules need a bundler. Its bundle sets `tus`, also when it is loaded as a module.
    "tus/tus.js": "tus-js-client/dist/tus.min.js",
    "tus/LICENSE": "tus-js-client/LICENSE",
    # These are inside the bundle.
    "tus/LICENSE.js-base64": "js-base64/LICENSE.md",
    "tus/LICENSE.querystringify": "querystringify/LICENSE",
    "tus/LICENSE.requires-port": "requires-port/LICENSE",
    "tus/LICENSE.url-parse": "url-parse/LICENSE",
    "figtree/figtree-latin-wght-normal.woff2": (
        "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2"
    ),
    "figtree/figtree-latin-ext-wght-normal.woff2": (
        "@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2"
    ),
    "figtree/LICENSE": "@fontsource-variable/figtree/LICENSE",
}

# tsc reads the declaration next to a module instead of the module; these point it at the package's own.
DECLARATIONS = {
    "photoswipe/photoswipe.esm.d.ts": "photoswipe",
    "photoswipe/photoswipe-lightbox.esm.d.ts": "photoswipe/lightbox",
}
# The bundle is loaded for the name that it sets; its types are the package's, under that name.
GLOBALS = {"tus/tus.d.ts": ("tus", "tus-js-client")}
SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=\S+\s*$")


def build_vendor_folder() -> None:
    """Make static/vendor/ anew; a missing file of npm raises an error that names it."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for target, source in FILES.items():
        path = fresh / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, path)
        if path.suffix == ".js":
            # The map stays in the package; a console would ask for it and get a 404.
            path.write_text(SOURCE_MAP.sub("\n", path.read_text(encoding="utf-8")), encoding="utf-8")
    for target, package in DECLARATIONS.items():
        text = f'export * from "{package}";\nexport {{ default }} from "{package}";\n'
        (fresh / target).write_text(text, encoding="utf-8")
    for target, (name, package) in GLOBALS.items():
        text = (
            f'import * as package_ from "{package}";\ndeclare global {{\n  var {name}: typeof package_;\n}}\n'
        )
        (fresh / target).write_text(text, encoding="utf-8")
    (fresh / "versions.json").write_text(json.dumps(installed_versions(), indent=2) + "\n", encoding="utf-8")
    # One rename: a running server never sees half a folder for longer than that.
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def installed_versions() -> dict[str, str]:
    """Return the copied packages with their versions."""
    copied = " ".join(FILES.values())
    versions = {}
    for name in json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]:
        if f"{name}/" not in copied:
            continue  # the set-up makes something else of it
        versions[name] = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))["version"]
    return versions


def main() -> int:
    try:
        build_vendor_folder()
    except FileNotFoundError as error:
        print(f"vendor: {error.filename} is missing; run `npm ci` first", file=sys.stderr)
        return 1
    print("vendor:", ", ".join(f"{name} {version}" for name, version in installed_versions().items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
