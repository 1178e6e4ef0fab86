import { termsOf } from "../text/words.ts";

/** The usual constants of BM25: how soon a repeated word counts no further, and how much length counts. */
const K1 = 1.2;
const B = 0.75;

/** Finds documents by their words, as the search of tools in agents does (Okapi BM25). */
export class Ranking {
  readonly #documents: readonly ReadonlyMap<string, number>[];
  readonly #lengths: readonly number[];
  readonly #averageLength: number;
  readonly #documentsWith = new Map<string, number>();
  /** The weighted words of each document, scaled to the length 1. */
  readonly #vectors: readonly ReadonlyMap<string, number>[];

  constructor(texts: readonly string[]) {
    this.#documents = texts.map((text) => countTerms(text));
    this.#lengths = this.#documents.map((terms) => [...terms.values()].reduce((a, b) => a + b, 0));
    this.#averageLength = this.#lengths.reduce((a, b) => a + b, 0) / Math.max(texts.length, 1);
    for (const terms of this.#documents) {
      for (const term of terms.keys()) {
        this.#documentsWith.set(term, (this.#documentsWith.get(term) ?? 0) + 1);
      }
    }
    this.#vectors = this.#documents.map((terms) => this.#scale(terms));
  }

  /** Gives the score of each document for a question. */
  score(question: string): number[] {
    const terms = new Set(termsOf(question));
    return this.#documents.map((document, index) => {
      const length = (this.#lengths[index] ?? 0) / (this.#averageLength || 1);
      let score = 0;
      for (const term of terms) {
        const count = document.get(term) ?? 0;
        if (count === 0) continue;
        score += this.#weigh(term) * ((count * (K1 + 1)) / (count + K1 * (1 - B + B * length)));
      }
      return score;
    });
  }

  /** Gives how alike two documents are, from 0 to 1: the cosine of their weighted words. */
  likeness(one: number, other: number): number {
    const vector = this.#vectors[other];
    let product = 0;
    for (const [term, weight] of this.#vectors[one] ?? [])
      product += weight * (vector?.get(term) ?? 0);
    return product;
  }

  #scale(terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const weights = [...terms].map(([term, count]) => [term, count * this.#weigh(term)] as const);
    const size = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([term, weight]) => [term, weight / size]));
  }

  #weigh(term: string): number {
    const holders = this.#documentsWith.get(term) ?? 0;
    return Math.log(1 + (this.#documents.length - holders + 0.5) / (holders + 0.5));
  }
}

function countTerms(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
