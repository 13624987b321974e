// Arrays of floats as text: base64 of their bits, little-endian, as all machines are that the library runs on.

type FloatArrayConstructor = Float32ArrayConstructor | Float64ArrayConstructor;

export function textOfArray({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** The array of textOfArray(); undefined for bytes that are no whole values. */
export function arrayOfText<T extends FloatArrayConstructor>(text: string, type: T): InstanceType<T> | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % type.BYTES_PER_ELEMENT !== 0) return undefined;
  // Copied, because the text's bytes may start anywhere.
  return new type(new Uint8Array(bytes).buffer) as InstanceType<T>;
}
