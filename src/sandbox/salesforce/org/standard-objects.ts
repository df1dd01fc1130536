/** The objects that every org has, with the fields that order systems and their syncs use. */
import { orderObjects } from './objects/orders';
import { peopleObjects } from './objects/people';
import { sellingObjects } from './objects/selling';
import { setupObjects } from './objects/setup';
import type { SObjectSpec } from './sobject';

export const standardObjects: readonly SObjectSpec[] = [
  ...peopleObjects,
  ...sellingObjects,
  ...orderObjects,
  ...setupObjects,
];
