import type { ObjectDefinition } from '../../core/object-type';

export const company: ObjectDefinition = {
  object: 'company',
  kinds: { name: 'text', domain: 'domain', phone: 'phone', country: 'country', address: 'text' },
  references: [],
  hasLines: false,
};
