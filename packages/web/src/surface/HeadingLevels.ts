import type { UiDefinition } from "@aethercast/domain/UiDefinition"

type HeadingLevel = 1 | 2 | 3

/** The heading level of a component, by its id. */
export type HeadingLevels = (id: string) => HeadingLevel

/**
 * Corrects the heading levels of a surface. Only its first heading of level 1 keeps that level. The
 * titles of cards get level 3, or level 2 when no heading has level 2.
 */
export const headingLevels = ({ components }: UiDefinition): HeadingLevels => {
  const headings = Object.entries(components).flatMap(([id, component]) =>
    "level" in component ? [{ id, level: component.level }] : []
  )
  const first = headings.find(({ level }) => level === 1)?.id
  const cardLevel = headings.some(({ level }) => level === 2) ? 3 : 2
  return (id) => {
    const level = headings.find((heading) => heading.id === id)?.level
    if (level === undefined) return cardLevel
    return level === 1 && id !== first ? 2 : level
  }
}

/** Whether the surface has a heading of level 1. */
export const hasMainHeading = ({ components }: UiDefinition): boolean =>
  Object.values(components).some((component) => "level" in component && component.level === 1)
