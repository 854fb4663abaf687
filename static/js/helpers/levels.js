/** Brightness, contrast, warmth and saturation of pixels, as app/media/pictures/levels.py makes them. */

/** @import { Edit } from "../types.js" */

const MIDDLE = 0.5;
const WARMTH_GAIN = 0.2;
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;
const MOST = 100;
/** This share of the darkest and lightest pixels is ignored: a lamp must not leave all else dark. */
const IGNORED = 0.02;
/** The target of “better”, and its limits. */
const DARK_TO = 0.04;
const LIGHT_TO = 0.96;
const BETTER_MOST = 60;
const BETTER_SATURATION = 8;

/** @param {Edit} edit */
export function hasLevels(edit) {
  return Boolean(edit.brightness || edit.contrast || edit.warmth || edit.saturation);
}

/**
 * Return 256 values each for red, green and blue.
 * @param {Edit} edit
 */
export function curves({ brightness = 0, contrast = 0, warmth = 0 }) {
  const power = 2 ** (-brightness / MOST);
  const slope = 2 ** (contrast / MOST);
  const warm = (WARMTH_GAIN * warmth) / MOST;
  const told = new Uint8ClampedArray(3 * 256);
  [1 + warm, 1, 1 - warm].forEach((gain, channel) => {
    for (let value = 0; value < 256; value += 1) {
      const level = ((value / 255) ** power - MIDDLE) * slope + MIDDLE;
      told[channel * 256 + value] = Math.floor(Math.min(255, Math.max(0, level * gain * 255 + 0.5)));
    }
  });
  return told;
}

/**
 * Change pixels (red, green, blue and opacity each) in their place.
 * @param {Uint8ClampedArray} pixels
 * @param {Edit} edit
 */
export function adjust(pixels, edit) {
  const table = curves(edit);
  const by = (edit.saturation ?? 0) / MOST;
  for (let at = 0; at < pixels.length; at += 4) {
    let red = table[pixels[at] ?? 0] ?? 0;
    let green = table[256 + (pixels[at + 1] ?? 0)] ?? 0;
    let blue = table[512 + (pixels[at + 2] ?? 0)] ?? 0;
    if (by !== 0) {
      const grey = RED * red + GREEN * green + BLUE * blue;
      red += (red - grey) * by;
      green += (green - grey) * by;
      blue += (blue - grey) * by;
    }
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
  }
}

/**
 * Return mild levels that spread a picture from dark to light, with its middle tone in the middle.
 * @param {Uint8ClampedArray} pixels
 * @returns {{brightness: number, contrast: number, warmth: number, saturation: number}}
 */
export function better(pixels) {
  const counts = new Uint32Array(256);
  for (let at = 0; at < pixels.length; at += 4) {
    const grey = RED * (pixels[at] ?? 0) + GREEN * (pixels[at + 1] ?? 0) + BLUE * (pixels[at + 2] ?? 0);
    counts[Math.round(grey)] = (counts[Math.round(grey)] ?? 0) + 1;
  }
  const all = pixels.length / 4;
  const dark = levelAt(counts, all * IGNORED);
  const light = levelAt(counts, all * (1 - IGNORED));
  if (light - dark < 0.02) return { brightness: 0, contrast: 0, warmth: 0, saturation: 0 };
  // The power that brings the middle tone halfway to the middle of the range.
  const middle = Math.min(0.95, Math.max(0.05, levelAt(counts, all / 2)));
  const wanted = (middle + MIDDLE) / 2;
  const power = Math.log(wanted) / Math.log(middle);
  const brightness = mild(-MOST * Math.log2(power));
  const after = 2 ** (-brightness / MOST);
  const slope = (LIGHT_TO - DARK_TO) / (light ** after - dark ** after);
  return { brightness, contrast: Math.max(0, mild(MOST * Math.log2(slope))), warmth: 0, saturation: BETTER_SATURATION };
}

/**
 * @param {Uint32Array} counts
 * @param {number} many
 */
function levelAt(counts, many) {
  let seen = 0;
  for (let level = 0; level < 256; level += 1) {
    seen += counts[level] ?? 0;
    if (seen >= many) return level / 255;
  }
  return 1;
}

/** @param {number} level */
function mild(level) {
  return Math.round(Math.min(BETTER_MOST, Math.max(-BETTER_MOST, level)));
}
