/** `Authorization: Bearer`, or `OAuth` as the streaming clients say it. */
export function sessionTokenIn(authorization: string | undefined): string | undefined {
  return /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(authorization ?? '')?.[1];
}
