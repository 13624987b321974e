/** What a peer cannot do at all, in a few words. */
export class Unsupported extends Error {}
