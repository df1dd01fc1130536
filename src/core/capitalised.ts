/** For a text that begins a sentence, or a part of a name. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
