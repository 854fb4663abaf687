/** The name under which pages ask for a Background Sync (WICG), and the worker knows what is asked. */

import { BASE } from "./base.js";

export const SEND_TAG = "send-photos";
/** What the worker tells the pages when it lets go of photos that it could not finish. */
export const LEFT = "photos-left";
/** Where pages tell each other that the sending page is open: photos are best sent where a guest can see to them. */
export const SENDING_CHANNEL = `partywall-sending${BASE}`;
