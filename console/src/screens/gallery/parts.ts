export const galleryParts = ['charts', 'log', 'code', 'form', 'texts', 'graphs', 'controls'] as const
export type GalleryPart = (typeof galleryParts)[number]
