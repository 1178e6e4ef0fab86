/** Thrown for a schema that cannot be compared part by part. */
export class Unreadable extends Error {
  override readonly name: string = "Unreadable";
}
