// Colours of classes, boxes and points: fixed, so that a class looks the same on every picture.
export type Colour = readonly [red: number, green: number, blue: number];

/** Easy to tell apart, also on photos and next to each other. */
const COLOURS: readonly Colour[] = [
  [0, 114, 255],
  [255, 64, 0],
  [0, 200, 80],
  [255, 210, 0],
  [200, 0, 220],
  [0, 210, 220],
  [255, 120, 180],
  [150, 90, 30],
  [140, 230, 0],
  [110, 60, 200],
];

/** What masks have where the result shows nothing of the original. */
export const FILL_COLOUR: Colour = [128, 128, 128];

/** The colour of class or point `number`; they repeat. */
export function colourOf(number: number): Colour {
  const count = COLOURS.length;
  return COLOURS[((Math.round(number) % count) + count) % count] as Colour;
}

export function cssOf([red, green, blue]: Colour): string {
  return `rgb(${red},${green},${blue})`;
}

/** Black or white, whichever can be read on `colour`. */
export function textColourOn([red, green, blue]: Colour): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000' : '#fff';
}
