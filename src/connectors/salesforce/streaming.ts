/**
 * Change Data Capture over CometD, by the client that comes with jsforce (contract 7.3). Its traps: the token is fixed when the
 * client is made; a refused replay id is told once and then nothing comes; after a new handshake it may stay silent for good; and
 * what is open at the end stays open. So every answer is looked at before the client sees it, whatever is wrong ends the
 * stream, and whoever opened it opens another.
 */
import type { Failure } from '../../core/failure';
import type { EventListener, EventStream, EventStreamSettings, OpenEventStream } from '../event-stream';
import { readChangeEvent } from './change-event';
import { apiVersion, clientName } from './client';
import { openFaye, type BayeuxMessage, type Faye } from './faye';

const channel = '/data/ChangeEvents';
/** What comes from now on. */
const fromNow = -1;
/** A long poll is answered after 110 s at the latest, and the client asks again within 40 (Salesforce docs). */
const usualSilenceMs = 150_000;

export const openChangeEvents: OpenEventStream = (settings, listener) => new ChangeEvents(settings, listener);

class ChangeEvents implements EventStream {
  private faye: Faye | null = null;
  private isOver = false;
  private after: number;
  private token = '';
  /** Another token was taken, and nothing was heard by it yet that says it is good. */
  private isOnTrial = false;
  private readonly watchdog: NodeJS.Timeout;
  private opening: Promise<void>;
  private ending: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: EventStreamSettings,
    private readonly listener: EventListener,
  ) {
    this.after = settings.after === null ? fromNow : Number(settings.after);
    const silent = retry('STREAM_SILENT', 'Nothing was heard of the stream of change events, not even a sign of life.');
    this.watchdog = setTimeout(() => this.fail(silent), settings.silenceMs ?? usualSilenceMs);
    this.opening = this.open();
  }

  async close(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.watchdog);
    await this.opening;
    await this.shut();
    await this.ending;
  }

  /** Never rejects. @param expired the token that was refused */
  private async open(expired?: string): Promise<void> {
    try {
      const outcome = await this.settings.token(expired);
      if (!outcome.ok || outcome.value === expired) {
        this.fail(outcome.ok ? unauthorised : outcome.failure);
        return;
      }
      this.token = outcome.value;
      if (this.over()) return;
      const hear = (message: BayeuxMessage): boolean => this.hear(message);
      this.faye = await openFaye({
        url: `${this.settings.baseUrl}/cometd/${apiVersion}`,
        token: this.token,
        channel,
        after: this.after,
        hear,
      });
      if (this.over()) await this.shut();
    } catch (error) {
      this.fail(retry('STREAM_FAILED', `The stream could not be opened: ${nameOf(error)}.`));
    }
  }

  /** Others may have ended it while something was waited for. */
  private over(): boolean {
    return this.isOver;
  }

  /** Whether the client may go on with it. */
  private hear(message: BayeuxMessage): boolean {
    if (this.isOver) return false;
    this.watchdog.refresh();
    if (message.channel === channel) this.tell(message.data);
    else if (message.successful === false) return this.refused(message);
    else if (message.channel === '/meta/subscribe') {
      this.isOnTrial = false;
      this.listener.onOpen();
    }
    return true;
  }

  private tell(data: unknown): void {
    const told = readChangeEvent(data, { accountId: this.settings.accountId, client: clientName });
    if (told === null) return;
    this.after = Number(told.place);
    this.listener.onEvents(told);
  }

  private refused({ channel: of, error = '', ext, advice }: BayeuxMessage): boolean {
    const why = ext?.sfdc?.failureReason ?? error;
    if (why.startsWith('401')) this.reopen();
    else if (advice?.reconnect === 'handshake') return this.isAgain();
    else if (of === '/meta/subscribe' && /^400::The replayId/.test(why)) this.end({ kind: 'lost-place' });
    else this.fail(retry('STREAM_REFUSED', `Salesforce refused the stream: ${wordsOf(why)}`));
    return false;
  }

  /** The client shakes hands anew and subscribes after what it was told last, if it was told anything. */
  private isAgain(): boolean {
    if (this.after === fromNow) this.end({ kind: 'lost-place' });
    return !this.isOver;
  }

  /**
   * The session has ended: a client with the next token goes on where this one was. One that is refused too is no matter of
   * tokens, and would be refreshed for ever.
   */
  private reopen(): void {
    if (this.isOnTrial) {
      this.fail(unauthorised);
      return;
    }
    this.isOnTrial = true;
    this.opening = this.shut().then(() => this.open(this.token));
  }

  private fail(failure: Failure): void {
    this.end({ kind: 'failed', failure });
  }

  private end(end: Parameters<EventListener['onEnd']>[0]): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.watchdog);
    this.ending = this.shut();
    this.listener.onEnd(end);
  }

  private async shut(): Promise<void> {
    const { faye } = this;
    this.faye = null;
    await faye?.close();
  }
}

const retry = (code: string, message: string): Failure => ({ kind: 'retry', code, message });

const unauthorised: Failure = {
  kind: 'reauth',
  code: 'INVALID_SESSION_ID',
  message: 'Salesforce accepts the access token no more.',
};

/** Without the ids that some of them name. */
const wordsOf = (error: string): string => error.slice(0, 200).replace(/\{[^}]*\}/g, '{…}');
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
