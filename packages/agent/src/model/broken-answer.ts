/** Thrown when a model's answer is empty or has no end; asking again may help. */
export class BrokenAnswer extends Error {
  override readonly name: string = "BrokenAnswer";
}
