/** From how far words on a screen can be read, and a QR code can be scanned. */

/** The height of a capital letter as a share of the font size in Figtree and most fallback fonts. */
const CAPITAL = 0.7;
/** ISO 9241-303: a letter is easy to read if its height is at least 16 minutes of arc. */
const LEAST_ARC = (16 / 60) * (Math.PI / 180);
/**
 * A phone scans a code of 25 modules from ten times its width, which is 250 times a module. For a code of the same
 * width with more modules it must be nearer.
 */
const MODULES_AWAY = 250;

/**
 * Return from how many metres words of a font size can be read.
 * @param {number} fontPx
 * @param {number} metresPerPx
 */
export function readableFromM(fontPx, metresPerPx) {
  return (fontPx * CAPITAL * metresPerPx) / Math.tan(LEAST_ARC);
}

/**
 * Return from how many metres a phone scans a code.
 * @param {number} codePx the width of the picture of the code
 * @param {number} modules of that width, the quiet zone with them
 * @param {number} metresPerPx
 */
export function scannableFromM(codePx, modules, metresPerPx) {
  return modules > 0 ? (codePx / modules) * metresPerPx * MODULES_AWAY : 0;
}
