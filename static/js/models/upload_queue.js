/**
 * The photos that a guest picked, on their way: two at a time, oldest first, until each is kept or refused.
 *
 * A photo takes one or two steps: it is shown (by its screen copy, or by the file itself), and then, where only
 * a copy went ahead, its original follows. Every photo is shown before any original takes the line.
 */

import { planRetry } from "../helpers/retry_plan.js";
import { Pause, UNTIL_TOLD_MS } from "./pause.js";
import { UploadList } from "./upload_list.js";
import { GoesWhole, isToFollow, isToGoWhole, isToShow, noteFailure, noteSeen, noteShown, refuseEndless } from "./upload_step.js";

/** @import { Upload } from "./upload.js" */
/** @import { Around } from "./upload_step.js" */
/** @import { RetryPlan } from "../helpers/retry_plan.js" */
/** @import { Photo } from "../types.js" */

const AT_A_TIME = 2;

export class UploadQueue extends UploadList {
  #around;
  #underWay = 0;
  #failures = 0;
  #holdsOriginals = false;
  #pause = new Pause(() => this.#goOn());
  /** Originals have their own pause: what stops them need not stop a photo for the wall. */
  #originalsPause = new Pause(() => this.#goOn());

  /** @param {Around} around */
  constructor(around) {
    super(around);
    this.#around = around;
  }

  /** What all uploads wait for, with the server's sentence. Null if they only wait for their turn. */
  get pause() {
    return this.#pause.current;
  }

  get originalsPause() {
    return this.#originalsPause.current;
  }

  /** Whether originals wait for a better connection, or for the guest's permission. */
  get holdsOriginals() {
    return this.#holdsOriginals;
  }

  set holdsOriginals(holds) {
    if (this.#holdsOriginals === holds) return;
    this.#holdsOriginals = holds;
    this.#goOn();
  }

  /** Those that only wait for a better connection, or for the guest's word. */
  get held() {
    return this.#holdsOriginals ? this.toFollow.filter(({ isReleased }) => !isReleased) : [];
  }

  /** Send the held originals now, whatever the connection. */
  release() {
    for (const upload of this.held) {
      upload.isReleased = true;
      this.#around.keep(upload);
    }
    this.#goOn();
  }

  /** Whether nothing is under way or about to begin: all is done, or waits for something outside. */
  get isAtRest() {
    return this.#underWay === 0 && !this.#pause.isFor("busy", "often") && !this.#originalsPause.isFor("busy", "often");
  }

  /** Send all picked photos. A second call, as from a double tap, does nothing more. */
  sendPicked() {
    for (const upload of this.uploads) {
      if (upload.state !== "picked") continue;
      const { author, consent, isPrivate, task } = this.#around;
      Object.assign(upload, { state: "waiting", author: author(), consent: consent(), isPrivate: isPrivate(), task: task() });
      this.#around.keep(upload);
    }
    this.#goOn();
  }

  /**
   * @param {Upload[]} kept
   * @override
   */
  restore(kept) {
    const restored = super.restore(kept);
    this.#goOn();
    return restored;
  }

  /** @param {Upload} upload */
  retry(upload) {
    if (!upload.mayRetry) return;
    const step = upload.state === "sent" ? { original: "waiting" } : { state: "waiting", progress: 0 };
    Object.assign(upload, step, { message: "", reason: "", mayRetry: false, tries: 0, timesBegun: 0 });
    this.#around.keep(upload);
    this.#around.onChange(upload);
    this.resume();
  }

  /**
   * Follow what became of a photo on the wall, as the feed tells it.
   * @param {Photo} photo
   */
  follow(photo) {
    this.#follow(photo.id, (upload) => noteSeen(upload, photo));
  }

  /**
   * Note that a photo has left the wall: the host or its sender took it down.
   * @param {string} photoId
   * @param {string | null} words what the hosts said, if they did not put it up
   */
  leave(photoId, words = null) {
    this.#follow(photoId, (upload) => void Object.assign(upload, { isGone: true, goneWords: words }));
  }

  /**
   * @param {string} photoId
   * @param {(upload: Upload) => void} change
   */
  #follow(photoId, change) {
    const upload = this.uploads.find(({ photo }) => photo?.id === photoId);
    if (!upload) return;
    change(upload);
    this.#around.keep(upload);
    this.#around.onChange(upload);
    this.#goOn();
  }

  /**
   * Follow the host's switch, as the feed tells it. Originals of photos that are on the wall go on.
   * @param {boolean} isOpen
   */
  setOpen(isOpen) {
    if (isOpen && (this.#pause.isFor("closed") || this.#originalsPause.isFor("closed"))) this.resume();
    // Only a try could tell otherwise now, and the next message of the feed comes earlier.
    if (!isOpen && !this.#pause.isFor("closed")) {
      this.#pause.hold({ why: "closed", delayMs: UNTIL_TOLD_MS, message: "", ahead: null });
      this.#around.onChange(null);
    }
  }

  /** The network or the guest is back: go on at once, if one of them was missing. */
  wake() {
    if (this.#pause.isFor("network", "busy")) this.#pause.end();
    if (this.#originalsPause.isFor("network", "busy")) this.#originalsPause.end();
    this.#goOn();
  }

  /** Go on now instead of later. */
  resume() {
    this.#pause.end();
    this.#originalsPause.end();
    this.#goOn();
  }

  #goOn() {
    this.#around.onChange(null);
    while (this.#underWay < AT_A_TIME) {
      const next = this.#nextToShow() ?? (this.#mayFollow() ? this.#nextToFollow() : undefined);
      if (!next) return;
      const isToBeShown = next.state === "waiting";
      if (isToBeShown) Object.assign(next, { state: "sending", progress: 0 });
      else next.original = "sending";
      void this.#takeStep(next, isToBeShown ? () => this.#show(next) : () => this.#sendOriginal(next));
    }
  }

  #nextToShow() {
    return this.pause ? undefined : this.uploads.find(isToShow);
  }

  #nextToFollow() {
    const mayGo = (/** @type {Upload} */ upload) => !this.#holdsOriginals || upload.isReleased;
    return this.uploads.find(
      (upload) => mayGo(upload) && (isToFollow(upload) || (!this.pause && isToGoWhole(upload))),
    );
  }

  #mayFollow() {
    // A copy for the wall gets the whole bandwidth.
    if (this.uploads.some(({ state, goesWhole }) => state === "sending" && !goesWhole)) return false;
    return !this.originalsPause && !this.#pause.isFor("network");
  }

  /**
   * @param {Upload} upload
   * @param {() => Promise<void>} step
   */
  async #takeStep(upload, step) {
    this.#underWay += 1;
    this.#around.onChange(upload);
    try {
      if (await this.#around.mayGo(upload)) return await step();
      this.forget(upload);
      this.#around.onGone(upload);
    } catch (error) {
      this.#failed(upload, error);
    } finally {
      this.#underWay -= 1;
      this.#around.keep(upload);
      this.#goOn();
    }
  }

  /** @param {Upload} upload */
  async #show(upload) {
    const { caption, file } = upload;
    // The host may have turned videos off since it was picked. Then not even its picture is sent.
    const flaw = this.#around.flawOf(file);
    if (flaw) return void Object.assign(upload, { state: "failed", reason: flaw, mayRetry: flaw === "videos-off" });
    refuseEndless(upload);
    const photo = await this.#around.show(upload, (part) => {
      upload.progress = part;
      this.#around.onChange(upload);
    });
    noteShown(upload, photo, caption);
    this.#failures = 0;
    this.#around.onOpenness(true, "");
  }

  /** @param {Upload} upload */
  async #sendOriginal(upload) {
    refuseEndless(upload);
    await this.#around.sendOriginal(upload, (part) => {
      upload.originalPart = part;
      this.#around.onChange(upload);
    });
    Object.assign(upload, { original: "kept", originalPart: 1 });
    this.#failures = 0;
  }

  /**
   * @param {Upload} upload
   * @param {unknown} error
   */
  #failed(upload, error) {
    if (error instanceof GoesWhole) return void Object.assign(upload, { state: "waiting", goesWhole: true });
    const isShown = upload.state === "sent";
    // An error unknown to the plan is a bug of ours. It is thrown on, and the photo can be tried again.
    Object.assign(upload, { [isShown ? "original" : "state"]: "failed", mayRetry: true });
    const plan = planRetry(error, { tries: Math.max(upload.tries, this.#failures), wasRenewed: upload.wasRenewed });
    noteFailure(upload, plan);
    if (plan.isOver) return;
    if (plan.why === "renewed") upload.wasRenewed = true;
    else this.#wait(plan, isShown);
    if (plan.why === "closed" && !isShown) this.#around.onOpenness(false, plan.message);
  }

  /**
   * Hold everything of its kind: what stopped one photo (no network, closed uploads, a full disk) stops the others.
   * @param {Extract<RetryPlan, {isOver: false}>} plan
   * @param {boolean} isOriginal
   */
  #wait(plan, isOriginal) {
    const pause = isOriginal && plan.why !== "network" ? this.#originalsPause : this.#pause;
    // Two uploads under way fail together. That counts as one failure.
    if (!pause.current) this.#failures += 1;
    // The host's switch comes first: a returning network must not open closed uploads.
    if (!(pause.isFor("closed") && plan.why === "network")) pause.hold(plan);
  }
}
