/**
 * Where HubSpot gives tokens, at its strictest: every refresh replaces the refresh token, and the one before is good for
 * nothing from then on. HubSpot itself was seen to leave it as it is (2026-09), and says that it may be another.
 */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const testApp = { clientId: 'the-app-of-a-test', clientSecret: 'secret-of-the-app-of-a-test' };

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const revoked: Reply = { status: 400, body: { error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN' } };

export class TokenServer {
  url = '';
  /** The only one that is good. */
  refreshToken = 'refresh-token-0';
  /** Of those that were asked for, in order. */
  readonly accessTokens: string[] = [];
  /** How often it was asked. */
  asked = 0;
  /** Where it says that the account answers; null: it does not say. */
  instanceUrl: string | null = null;
  /** Says something else than tokens, as long as it is set. */
  trouble: Reply | null = null;
  private gate: Promise<void> = Promise.resolve();
  private arrived: (() => void)[] = [];

  private readonly server = http.createServer((request, response) => {
    text(request)
      .then(async (form) => {
        const { status, body } = await this.answer(new URLSearchParams(form));
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      })
      .catch((error: unknown) => response.destroy(error as Error));
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Answers nobody until what is answered here is called; but does at once what it was asked for. */
  hold(): () => void {
    let open = (): void => undefined;
    this.gate = new Promise((resolve) => (open = resolve));
    return open;
  }

  /** Resolves when it is asked the next time. */
  nextAsked(): Promise<void> {
    return new Promise((resolve) => this.arrived.push(resolve));
  }

  private async answer(form: URLSearchParams): Promise<Reply> {
    this.asked += 1;
    const reply = this.trouble ?? this.refresh(form);
    for (const tell of this.arrived.splice(0)) tell();
    await this.gate;
    return reply;
  }

  private refresh(form: URLSearchParams): Reply {
    const [id, secret, given] = ['client_id', 'client_secret', 'refresh_token'].map((name) => form.get(name));
    if (JSON.stringify([id, secret]) !== JSON.stringify(Object.values(testApp)))
      return { status: 400, body: { error: 'invalid_client', status: 'BAD_CLIENT_SECRET' } };
    const { refreshToken: good } = this;
    if (given !== good) return revoked;
    const number = this.accessTokens.length + 1;
    this.refreshToken = `refresh-token-${number}`;
    const accessToken = `access-token-${number}`;
    this.accessTokens.push(accessToken);
    const body = {
      token_type: 'bearer',
      access_token: accessToken,
      refresh_token: this.refreshToken,
      expires_in: 1800,
      ...(this.instanceUrl !== null && { instance_url: this.instanceUrl }),
    };
    return { status: 200, body };
  }
}
