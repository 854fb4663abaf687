/** Pile: prints thrown on a table, the newest on top; the oldest leaves. */

import { chance, inside, ratioOf } from "./cell.js";

/** @import { Layout } from "./cell.js" */

const MOST = 14;
const MOST_TURN = 9;
/** The side of a square as large as a print, of the screen's shorter side; the newest is larger, more so with few others. */
const SIDE = 0.46;
const NEWEST_SIDE = 0.62;
const LONELY_SIDE = 0.74;
const LONELY = 3;
/** The longest side of a print that is very wide or high, of the screen's. */
const LONGEST = 0.8;

/** @type {Layout} */
export const PILE = {
  name: "pile",
  stayMs: 5_000,
  count: (_screen, known) => Math.min(known, MOST),
  partner: () => null,
  place: (on, shape) => [...on, shape].slice(-MOST),
  cells(on, screen) {
    return on.map((shape, index) => {
      const isNewest = index === on.length - 1;
      const part = isNewest ? (on.length <= LONELY ? LONELY_SIDE : NEWEST_SIDE) : SIDE;
      const side = Math.min(screen.width, screen.height) * part;
      const ratio = ratioOf(shape);
      const size = inside(ratio, {
        x: 0,
        y: 0,
        width: Math.min(side * Math.sqrt(ratio), screen.width * LONGEST),
        height: Math.min(side / Math.sqrt(ratio), screen.height * LONGEST),
      });
      const turn = (chance(shape.id, 1) * 2 - 1) * (isNewest ? MOST_TURN / 3 : MOST_TURN);
      // Turned, a print is wider and higher: all of it stays on the screen.
      const angle = (Math.abs(turn) * Math.PI) / 180;
      const width = size.width * Math.cos(angle) + size.height * Math.sin(angle);
      const height = size.width * Math.sin(angle) + size.height * Math.cos(angle);
      const free = { x: Math.max(0, screen.width - width), y: Math.max(0, screen.height - height) };
      const x = isNewest ? free.x / 2 : chance(shape.id, 2) * free.x;
      const y = isNewest ? free.y / 2 : chance(shape.id, 3) * free.y;
      return {
        id: shape.id,
        x: x + (width - size.width) / 2,
        y: y + (height - size.height) / 2,
        width: size.width,
        height: size.height,
        turn,
        z: index + 1,
        crops: false,
        words: isNewest ? "full" : "none",
      };
    });
  },
};
