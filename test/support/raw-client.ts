/** A client that sends exactly what it is told, byte by byte if need be, and hears every byte of the answers. */
import { connect, type Socket } from 'node:net';

const patienceMs = 60_000;

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; of several fields with one name, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class RawClient {
  received = '';
  /** How it came to be closed by the server; false: by a reset. */
  readonly closed: Promise<boolean>;
  isClosed = false;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    this.closed = new Promise((resolve) => {
      socket
        .on('error', () => undefined)
        .on('close', (hadError) => {
          this.isClosed = true;
          resolve(!hadError);
        });
    });
  }

  static async connect(url: string): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Goes away without a word. */
  leave(): void {
    this.socket.destroy();
  }

  get answers(): readonly RawAnswer[] {
    return parseAnswers(this.received);
  }

  /** Resolves once so many answers have arrived whole. */
  async hears(count = 1): Promise<readonly RawAnswer[]> {
    const deadline = performance.now() + patienceMs;
    while (this.answers.length < count) {
      if (this.isClosed || performance.now() > deadline)
        throw new Error(`${count} answers were expected, not: ${this.received || 'nothing'}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.answers;
  }
}

/** Sends all of it and answers what the server said until it closed. */
export async function saidUntilClosed(url: string, bytes: string | Uint8Array): Promise<readonly RawAnswer[]> {
  const client = await RawClient.connect(url);
  client.send(bytes);
  await client.closed;
  return client.answers;
}

/** Whole answers in what was received; one without a length has no body. */
function parseAnswers(received: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = Buffer.from(received);
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return answers;
    const [first = '', ...fields] = rest.subarray(0, end).toString().split('\r\n');
    const headers = Object.fromEntries(
      fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.replace(/^[^:]*:\s*/, '')]),
    );
    const length = Number(headers['content-length'] ?? 0);
    if (rest.length < end + 4 + length) return answers;
    const body = rest.subarray(end + 4, end + 4 + length).toString();
    answers.push({ status: Number(first.split(' ')[1]), headers, body });
    rest = rest.subarray(end + 4 + length);
  }
}
