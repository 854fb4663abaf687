/** Pile: prints thrown on a table, the newest on top; the oldest leaves. */

import { chance, inside, ratioOf } from "./cell.js";

/** @import { Layout } from "./cell.js" */

const MOST = 14;
const MOST_TURN = 9;
/** A print's longer side, of the screen's shorter one; the newest is a little larger. */
const SIDE = 0.46;
const NEWEST_SIDE = 0.62;

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
      const side = Math.min(screen.width, screen.height) * (isNewest ? NEWEST_SIDE : SIDE);
      const size = inside(ratioOf(shape), { x: 0, y: 0, width: side, height: side });
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
