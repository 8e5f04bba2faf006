/**
 * Stands for something that cannot be said, such as a formula: the object replacement character of
 * Unicode. A sentence that contains it is left out.
 */
export const hole = "\uFFFC"
