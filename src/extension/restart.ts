/** Crashes that lie further apart have nothing to do with each other. In milliseconds. */
const memory = 3 * 60 * 1000;

/** What to do when the server ends by itself: start it again once, and give up the second time. */
export class RestartOnce {
  #lastCrash: number | undefined;
  #hasGivenUp = false;

  /** @param onGivenUp called when it is not started again */
  constructor(readonly onGivenUp: () => void) {}

  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  /**
   * Notes a crash; true when the server shall be started again.
   * @param now in milliseconds
   */
  closed(now = Date.now()): boolean {
    const isFirst = this.#lastCrash === undefined || now - this.#lastCrash > memory;
    this.#lastCrash = now;
    if (isFirst) return true;
    this.#hasGivenUp = true;
    // The client is told first, so that its state is right when the user is.
    setTimeout(this.onGivenUp, 0);
    return false;
  }
}
