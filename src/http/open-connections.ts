/**
 * Which connections are open, and what is being answered on each: node tells neither. What stops a server, or must not
 * write between two answers, asks here. It never reads or writes a byte.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { importType } from './json-body';

/** Whether the body is worked on while it arrives, which may take hours. */
export const isStreamed = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.toLowerCase().startsWith(importType) ?? false;

export class OpenConnections {
  private readonly answers = new Map<Socket, Set<ServerResponse>>();
  private readonly waiting = new Set<() => void>();

  get sockets(): readonly Socket[] {
    return [...this.answers.keys()];
  }

  /** What is being answered there, oldest first. */
  answersOn(socket: Socket): readonly ServerResponse[] {
    return [...(this.answers.get(socket) ?? [])];
  }

  opened(socket: Socket): void {
    this.answers.set(socket, new Set());
    socket.once('close', () => {
      this.answers.delete(socket);
      if (this.answers.size === 0) for (const tell of this.waiting) tell();
    });
  }

  /** Notes that an answer is owed. Calls back when it was sent, or can no longer be. */
  began(response: ServerResponse, ended: () => void): void {
    const { socket } = response.req;
    this.answers.get(socket)?.add(response);
    response.once('close', () => {
      this.answers.get(socket)?.delete(response);
      ended();
    });
  }

  /** Resolves once no connection is open. */
  allClosed(): Promise<void> {
    if (this.answers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add(resolve));
  }
}
