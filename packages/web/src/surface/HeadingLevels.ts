import type { UiDefinition } from "@aethercast/domain/UiDefinition"

/** The level of the heading that a component has, by its id. */
export type Levels = (id: string) => 1 | 2 | 3

/**
 * One heading of level 1, whatever the view says: the first. Cards stand under the headings of level 2
 * where there are any, and else in their place.
 */
export const levelsOf = ({ components }: UiDefinition): Levels => {
  const headings = Object.entries(components).flatMap(([id, component]) =>
    "level" in component ? [{ id, level: component.level }] : []
  )
  const first = headings.find(({ level }) => level === 1)?.id
  const ofCards = headings.some(({ level }) => level === 2) ? 3 : 2
  return (id) => {
    const level = headings.find((heading) => heading.id === id)?.level
    if (level === undefined) return ofCards
    return level === 1 && id !== first ? 2 : level
  }
}

/** Whether the view has a heading of level 1 of its own. */
export const hasTitle = ({ components }: UiDefinition): boolean =>
  Object.values(components).some((component) => "level" in component && component.level === 1)
