/** Errors of the control API are RFC 9457 problems: they are ours, no vendor's. */

/** Wrong input to the control API; `detail` says what to mend. */
export class ControlError extends Error {
  constructor(
    readonly detail: string,
    readonly status = 400,
  ) {
    super(detail);
    this.name = 'ControlError';
  }
}

export interface Problem {
  readonly status: number;
  readonly body: unknown;
}

const titles: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  404: 'Not found',
  409: 'Conflict',
  501: 'Not implemented',
};

export function problem(status: number, detail: string): Problem {
  return { status, body: { type: 'about:blank', title: titles[status] ?? 'Bad request', status, detail } };
}
