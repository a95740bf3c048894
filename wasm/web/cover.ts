// What every cover offers to the shell. A cover knows nothing of what the shell does with the text it is given.

export interface Cover {
  /** Draws itself into root, in a fresh state. */
  mount(root: HTMLElement): void;
  /** Removes everything it drew, and what was typed into it. */
  unmount(): void;
  /** Its language now. */
  lang(): string;
  /** Says, in its own voice, that this browser cannot load everything. */
  unable(): void;
}

/** Called with what was entered in the ordinary box, after the ordinary answer is on the screen. */
export type Entered = (text: string) => void;
