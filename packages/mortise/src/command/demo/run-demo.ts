export async function runDemo(_signal: AbortSignal): Promise<number> {
  return 0;
}
