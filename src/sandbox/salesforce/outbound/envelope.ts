/** The SOAP message that carries notifications (contract 7.5; that null fields are absent is unverified). */
import type { Value } from '../org/row';
import type { Field } from '../org/schema';
import type { Notification, OutboundMessage } from './outbound-message';

export interface Sender {
  readonly organizationId: string;
  /** Where the org's API is. */
  readonly url: string;
}

export function envelopeOf(message: OutboundMessage, notifications: readonly Notification[], sender: Sender): string {
  const { url } = sender;
  const organizationId = message.organizationId ?? sender.organizationId;
  const address = (kind: 'c' | 'u'): string =>
    `${url}/services/Soap/${kind}/${message.version}/${organizationId.slice(0, 15)}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    ' <soapenv:Body>',
    '  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">',
    `   <OrganizationId>${escaped(organizationId)}</OrganizationId>`,
    `   <ActionId>${message.id}</ActionId>`,
    '   <SessionId xsi:nil="true"/>',
    `   <EnterpriseUrl>${escaped(address('c'))}</EnterpriseUrl>`,
    `   <PartnerUrl>${escaped(address('u'))}</PartnerUrl>`,
    ...notifications.map((notification) => notificationElement(message, notification)),
    '  </notifications>',
    ' </soapenv:Body>',
    '</soapenv:Envelope>',
    '',
  ].join('\n');
}

/** Only `true` counts, whatever else is answered (contract 7.5). */
export function isAck(answer: string): boolean {
  return /<(?:[\w.-]+:)?Ack(?:\s[^>]*)?>\s*(?:true|1)\s*<\//.test(answer);
}

function notificationElement({ type, fields }: OutboundMessage, { id, row }: Notification): string {
  const told = [...new Set(fields)]
    .filter((name) => name !== 'Id')
    .toSorted()
    .flatMap((name) => type.field(name) ?? []);
  // Of a record that was deleted since there are no data (Salesforce docs); that its id is told is unverified.
  const values = row.deletedAt === null ? told.map((field) => fieldElement(field, field.read(row))) : [];
  return [
    '   <Notification>',
    `    <Id>${id}</Id>`,
    `    <sObject xsi:type="sf:${type.name}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">`,
    `     <sf:Id>${type.idOf(row)}</sf:Id>`,
    ...values.filter((element) => element !== ''),
    '    </sObject>',
    '   </Notification>',
  ].join('\n');
}

function fieldElement({ name, type }: Field, value: Value): string {
  if (value === null) return '';
  const text = type === 'datetime' ? new Date(Number(value)).toISOString() : String(value);
  return `     <sf:${name}>${escaped(text)}</sf:${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
