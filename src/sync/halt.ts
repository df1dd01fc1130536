/** Whether anything more is begun in a turn, or in one of its tracks: a halt below another ends with it, and not the other way round. */
export class Halt {
  private state: 'open' | 'closed' | 'stopped' = 'open';

  private constructor(private readonly above: Halt | null) {}

  static ofTurn(): Halt {
    return new Halt(null);
  }

  below(): Halt {
    return new Halt(this);
  }

  get isOpen(): boolean {
    return this.state === 'open' && (this.above?.isOpen ?? true);
  }

  get isStopped(): boolean {
    return this.state === 'stopped' || (this.above?.isStopped ?? false);
  }

  /** No batch is begun, or asked about. */
  close(): void {
    if (this.state === 'open') this.state = 'closed';
  }

  /** None is sent either. */
  stop(): void {
    this.state = 'stopped';
  }
}
