/** Draws a greeting as a card: words on the party's colour, as large as they fit, in any script. */

const WIDTH = 1600;
const HEIGHT = 1200;
const MARGIN = 140;
const LARGEST_PX = 190;
const SMALLEST_PX = 48;
const STEP_PX = 6;
const LINE = 1.22;
const QUALITY = 0.92;

/**
 * Return the card as a JPEG file, null if this browser cannot draw one.
 * @param {string} words one line
 * @param {{colour: string, font: string, direction: CanvasDirection}} look
 * @returns {Promise<File | null>}
 */
export async function drawCard(words, { colour, font, direction }) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  const shade = pen.createLinearGradient(0, 0, WIDTH, HEIGHT);
  shade.addColorStop(0, "rgb(0 0 0 / 0)");
  shade.addColorStop(1, "rgb(0 0 0 / 0.35)");
  pen.fillStyle = shade;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#ffffff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.direction = direction;
  const { size, lines } = fitted(pen, words, font);
  const top = HEIGHT / 2 - ((lines.length - 1) * size * LINE) / 2;
  for (const [at, line] of lines.entries()) pen.fillText(line, WIDTH / 2, top + at * size * LINE);
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => {
    canvas.toBlob(resolve, "image/jpeg", QUALITY);
  });
  return blob && new File([blob], "card.jpg", { type: "image/jpeg", lastModified: Date.now() });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} words
 * @param {string} font
 */
function fitted(pen, words, font) {
  for (let size = LARGEST_PX; ; size -= STEP_PX) {
    pen.font = `600 ${size}px ${font}`;
    const lines = linesOf(words, WIDTH - 2 * MARGIN, (text) => pen.measureText(text).width);
    if (lines.length * size * LINE <= HEIGHT - 2 * MARGIN || size - STEP_PX < SMALLEST_PX) return { size, lines };
  }
}

/**
 * Break words into lines no wider than `most`. A word that is wider itself is broken between letters.
 * @param {string} words
 * @param {number} most
 * @param {(text: string) => number} widthOf
 */
export function linesOf(words, most, widthOf) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of words.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (widthOf(longer) <= most) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = "";
    for (const letter of lettersOf(word)) {
      if (line && widthOf(line + letter) > most) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}

/** Letters as readers see them, where the browser can tell. @param {string} word */
function lettersOf(word) {
  if (!("Segmenter" in Intl)) return [...word];
  return [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);
}
