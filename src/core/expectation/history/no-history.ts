/** Begins what is said of a value that was not compared: it holds, but nothing was found well. */
export const NO_HISTORY = 'no history yet';
