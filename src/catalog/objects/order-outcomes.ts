/** What an order comes to, by its status; one that is not here is under way. A stage that is made for a status counts so. */
export const orderOutcomes: Readonly<Record<string, 'won' | 'lost'>> = {
  paid: 'won',
  shipped: 'won',
  delivered: 'won',
  fulfilled: 'won',
  completed: 'won',
  cancelled: 'lost',
  canceled: 'lost',
  returned: 'lost',
  refunded: 'lost',
  failed: 'lost',
};
