/** Thrown where a schema says something that cannot be compared piece by piece. */
export class Unreadable extends Error {
  override readonly name: string = "Unreadable";
}
