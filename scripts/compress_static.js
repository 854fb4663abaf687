// Put a gzip and a Brotli copy beside each text in static/, for when no nginx is in front.
//
// A copy has its file's time. The app takes no other (app/web/views_static.py), so that a file that was changed since is
// served as it is. Run again, this makes what is missing or old.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const STATIC = fileURLToPath(new URL("../static", import.meta.url));
const TEXTS = /\.(css|js|json|svg|webmanifest)$/;
// Below this the headers are most of an answer.
const LEAST_BYTES = 1000;
const CODINGS = {
  ".gz": (bytes) => zlib.gzipSync(bytes, { level: 9 }),
  ".br": (bytes) =>
    zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
};

/** @param {string} file */
function compress(file) {
  const { mtime, atime, size } = fs.statSync(file);
  for (const [suffix, encode] of Object.entries(CODINGS)) {
    const copy = file + suffix;
    if (size < LEAST_BYTES) {
      fs.rmSync(copy, { force: true });
      continue;
    }
    const known = fs.statSync(copy, { throwIfNoEntry: false });
    if (known?.mtime.getTime() === mtime.getTime()) continue;
    // Whole or not at all, and with its time before it has its name.
    fs.writeFileSync(`${copy}.new`, encode(fs.readFileSync(file)));
    fs.utimesSync(`${copy}.new`, atime, mtime);
    fs.renameSync(`${copy}.new`, copy);
  }
}

/** @param {string} folder */
function compressAll(folder) {
  for (const entry of fs.readdirSync(folder)) {
    const file = path.join(folder, entry);
    if (TEXTS.test(entry)) compress(file);
    // A copy may have gone with its file's turn.
    else if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) compressAll(file);
  }
}

compressAll(STATIC);
