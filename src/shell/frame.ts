/** A part of a script that `exit`, `return`, `break` or `continue` leaves; `turn` is one run of a loop's body. */
export class Frame {
  readonly depth: number;

  /** @param toleratesFailure true when the job goes on though the shell or function fails */
  constructor(
    readonly kind: "shell" | "function" | "loop" | "turn",
    readonly parent: Frame | undefined,
    readonly toleratesFailure: boolean,
  ) {
    this.depth = parent ? parent.depth + 1 : 0;
  }

  /** The shell that it stands in. */
  get shell(): Frame {
    let frame: Frame = this;
    while (frame.parent) frame = frame.parent;
    return frame;
  }
}
