/** How long before the world's present something happened; the parts add up. */
export interface Age {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
}

/** The world's only clock: every time in it is an age counted back from one present. */
export interface Timeline {
  /** The present, on a whole minute. */
  readonly now: Date;
  /** Gives the moment that lies `age` before the present. */
  ago(age: Age): Date;
  /** Gives the age of a moment in minutes. */
  minutesSince(moment: Date): number;
}

const minute = 60_000;

/** Creates the timeline whose present is `now`, rounded down to the minute. */
export function createTimeline(now: Date): Timeline {
  const present = Math.floor(now.getTime() / minute) * minute;
  return {
    now: new Date(present),
    ago: ({ days = 0, hours = 0, minutes = 0 }) =>
      new Date(present - ((days * 24 + hours) * 60 + minutes) * minute),
    minutesSince: (moment) => Math.round((present - moment.getTime()) / minute),
  };
}
