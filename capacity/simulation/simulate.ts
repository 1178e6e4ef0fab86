import { percentile } from "../../bench/statistics.ts";
import type { Work } from "../model/work.ts";
import { computationsOf } from "../model/work.ts";
import type { Bursts, Random } from "./arrivals.ts";
import { arrivals, exponential, seededRandom } from "./arrivals.ts";
import { EventQueue } from "./event-queue.ts";
import { StationQueue } from "./station-queue.ts";

/** A fleet under load. */
export interface Scenario {
  readonly seed: number;
  /** Requests a second. */
  readonly rate: number;
  /** Requests that are simulated. */
  readonly requests: number;
  readonly instances: number;
  readonly works: readonly Work[];
  /** Servers of the store: its threads or cores. */
  readonly storeServers: number;
  /** Connections of an instance to the store; `Infinity` for Redis, whose one connection is shared. */
  readonly pool: number;
  /** Seconds of a way to the store and back. */
  readonly network: number;
  readonly bursts?: Bursts | undefined;
  /** Exponential service, or the same for each; exponential by default. */
  readonly service?: "exponential" | "fixed";
}

/** The times of the simulated requests, in seconds, and the share of the time that servers were busy. */
export interface Outcome {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly instanceBusy: number;
  readonly storeBusy: number;
}

/** The part of the requests at the start that is left out, while queues fill. */
const WARM_UP = 0.1;

interface Request {
  readonly work: Work;
  readonly start: number;
  readonly instance: Instance;
  visitsLeft: number;
  hasWaited: boolean;
}

interface Instance {
  readonly loop: StationQueue<Request>;
  readonly pool: StationQueue<Request>;
}

/** The next event of a request. */
type Step = "arrive" | "compute" | "computed" | "at-store" | "stored" | "returned";

/**
 * Simulates the requests of a scenario, one after another through event loops, pools and the store. An
 * arrival goes to an instance at random, which is the worst that a proxy does. A seed gives the same
 * outcome each time.
 */
export function simulate(scenario: Scenario): Outcome {
  return new Simulation(scenario).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #events = new EventQueue<{ readonly step: Step; readonly request: Request }>();
  readonly #instances: readonly Instance[];
  readonly #store: StationQueue<Request>;
  readonly #times: number[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = seededRandom(scenario.seed);
    this.#instances = Array.from({ length: scenario.instances }, () => ({
      loop: new StationQueue<Request>(1),
      pool: new StationQueue<Request>(scenario.pool),
    }));
    this.#store = new StationQueue(scenario.storeServers);
  }

  run(): Outcome {
    const { requests, rate, bursts } = this.#scenario;
    const next = arrivals(this.#random, rate, bursts);
    let arrived = 0;
    const arrive = (): void => {
      arrived += 1;
      const start = next();
      this.#events.plan(start, { step: "arrive", request: this.#createRequest(start) });
    };
    arrive();
    for (let event = this.#events.take(); event; event = this.#events.take()) {
      if (event.step === "arrive" && arrived < requests) arrive();
      this.#happen(event.step, event.request);
    }
    return this.#outcome();
  }

  #outcome(): Outcome {
    const { requests, storeServers } = this.#scenario;
    const times = this.#times.slice(Math.floor(requests * WARM_UP));
    const worked = this.#instances.reduce((total, { loop }) => total + loop.worked, 0);
    // A fleet that falls behind is busy for longer than requests arrive.
    const end = this.#events.now;
    return {
      mean: times.reduce((total, time) => total + time, 0) / times.length,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      instanceBusy: worked / this.#instances.length / end,
      storeBusy: this.#store.worked / storeServers / end,
    };
  }

  #createRequest(start: number): Request {
    const instance = this.#instances[Math.floor(this.#random() * this.#instances.length)];
    const work = this.#chooseWork();
    if (!instance) throw new RangeError("A scenario needs an instance");
    return { work, start, instance, visitsLeft: work.visits, hasWaited: work.wait === 0 };
  }

  #chooseWork(): Work {
    const { works } = this.#scenario;
    let left = this.#random();
    for (const work of works) {
      left -= work.share;
      if (left < 0) return work;
    }
    const last = works.at(-1);
    if (!last) throw new RangeError("A scenario needs work");
    return last;
  }

  #happen(step: Step, request: Request): void {
    const { now } = this.#events;
    const { loop, pool } = request.instance;
    switch (step) {
      case "arrive":
      case "compute":
        if (loop.enter(now, request)) this.#compute(request);
        return;
      case "computed": {
        const waiting = loop.leave(now);
        if (waiting) this.#compute(waiting);
        this.#goOn(request);
        return;
      }
      case "at-store":
        if (this.#store.enter(now, request)) this.#serve(request);
        return;
      case "stored": {
        const waiting = this.#store.leave(now);
        if (waiting) this.#serve(waiting);
        this.#plan(request.work.disk + this.#way, "returned", request);
        return;
      }
      case "returned": {
        const waiting = pool.leave(now);
        if (waiting) this.#plan(this.#way, "at-store", waiting);
        this.#plan(0, "compute", request);
      }
    }
  }

  /** Goes to the store once more, waits for what the tool waits for, or ends. */
  #goOn(request: Request): void {
    const { now } = this.#events;
    if (request.visitsLeft > 0) {
      request.visitsLeft -= 1;
      if (request.instance.pool.enter(now, request)) this.#plan(this.#way, "at-store", request);
    } else if (!request.hasWaited) {
      request.hasWaited = true;
      this.#plan(request.work.wait, "compute", request);
    } else this.#times.push(now - request.start);
  }

  /** The event loop runs a request until it waits for something. */
  #compute(request: Request): void {
    const { work } = request;
    this.#plan(this.#draw(work.processor / computationsOf(work)), "computed", request);
  }

  #serve(request: Request): void {
    const { store, visits } = request.work;
    this.#plan(this.#draw(store / visits), "stored", request);
  }

  #plan(after: number, step: Step, request: Request): void {
    this.#events.plan(this.#events.now + after, { step, request });
  }

  /** Seconds of one way to the store. */
  get #way(): number {
    return this.#scenario.network / 2;
  }

  #draw(mean: number): number {
    return this.#scenario.service === "fixed" ? mean : exponential(this.#random, mean);
  }
}
