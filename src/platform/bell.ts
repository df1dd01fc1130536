/** Is rung by whoever has something to look at, and heard once however often it rang. */
export class Bell {
  private rung = false;
  private hear: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.hear?.();
  }

  /** What has rung until now is heard by nobody. */
  forget(): void {
    this.rung = false;
  }

  /** Answers when it rings, or rang since it was heard last; at the latest after `ms`. */
  async heard(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.hear = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.hear = null;
    }
    this.rung = false;
  }
}
