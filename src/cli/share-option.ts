import { InvalidArgumentError } from 'commander';

/** Reads a share of something: `30%`, or `0.3`. @param atMost as a share @param like what the error shows */
export const shareUpTo =
  (atMost: number, like: string) =>
  (text: string): number => {
    const [, number = '', percent] = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(text) ?? [];
    const share = percent === '%' ? Number(number) / 100 : Number(number);
    if (number !== '' && share <= atMost) return share;
    throw new InvalidArgumentError(`must be a share from 0% to ${atMost * 100}%, like ${like}.`);
  };
