const FUNCTION_WORDS =
  /\b(?:der|die|das|den|und|ist|wie|von|für|bitte|zeige?|mir|welche|hat|le|les|des|est|quels?|quelles?|pour|avec|el|los|las|una|por|para)\b/giu;
const ENGLISH = /\b(?:the|is|are|what|which|who|how|show|list|of|for|and|to|please|has|have|do)\b/i;

/**
 * Says whether a request seems to be in another language than English, the only one the rules know.
 */
export function isForeign(request: string): boolean {
  if (/[^\p{Script=Latin}\P{L}]/u.test(request)) return true;
  if (ENGLISH.test(request)) return false;
  const found = new Set([...request.matchAll(FUNCTION_WORDS)].map(([word]) => word.toLowerCase()));
  return found.size >= 2 || /[äöüßñçéèêàáíóú¿]/iu.test(request);
}
