import { Paper, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import classes from './scatter.module.css'
import { type Axis, scaleOf } from './scatter-axes.ts'
import { type Box, named, type Point, pointsOf, type Valued } from './scatter-points.ts'
import { useScatterWords } from './words-scatter.ts'

const height = 480

type Sides = {
  readonly x: Axis
  readonly y: Axis
  readonly text: (value: number, axis: Axis) => string
  /** The same where room is short. */
  readonly tick: (value: number, axis: Axis) => string
}

/** The plane with its axes and points. `width`: px. `valued`: at least one. */
export function Drawing({ valued, width, ...sides }: Sides & { readonly valued: readonly Valued[]; readonly width: number }) {
  const words = useScatterWords()
  const { x, y, text, tick } = sides
  const [told, setTold] = useState<string | null>(null)
  const frame: Box = { left: 58, top: 24, width: Math.max(120, width - 74), height: height - 72 }
  const bottom = frame.top + frame.height
  const { across, up, points, names } = useMemo(() => {
    const across = scaleOf(
      valued.map((each) => each.x),
      x,
    )
    const up = scaleOf(
      valued.map((each) => each.y),
      y,
    )
    const points = pointsOf(valued, across, up, frame)
    return { across, up, points, names: named(points, frame) }
  }, [valued, x, y, width])
  const at = points.find(({ entry }) => entry.key === told)
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing */}
      <svg width="100%" height={height} role="group" aria-label={words.drawing(words.axes[x], words.axes[y])}>
        {up.ticks.map((each) => {
          const top = frame.top + (1 - up.at(each)) * frame.height
          return (
            <g key={each} aria-hidden>
              <line x1={frame.left} x2={frame.left + frame.width} y1={top} y2={top} className={classes['grid']} />
              <text x={frame.left - 8} y={top + 4} textAnchor="end" className={classes['tick']}>
                {tick(each, y)}
              </text>
            </g>
          )
        })}
        {across.ticks.map((each) => {
          const left = frame.left + across.at(each) * frame.width
          return (
            <g key={each} aria-hidden>
              <line x1={left} x2={left} y1={frame.top} y2={bottom} className={classes['grid']} />
              <text x={left} y={bottom + 16} textAnchor="middle" className={classes['tick']}>
                {tick(each, x)}
              </text>
            </g>
          )
        })}
        <text x={0} y={12} className={classes['title']} aria-hidden>
          {words.axisTitle(y)}
        </text>
        <text x={frame.left + frame.width} y={height - 8} textAnchor="end" className={classes['title']} aria-hidden>
          {words.axisTitle(x)}
        </text>
        <Points points={points} names={names} told={told} onTold={setTold} x={x} y={y} text={text} />
      </svg>
      {at && <Told point={at} frame={frame} lines={[words.line(x, text(at.x, x)), words.line(y, text(at.y, y))]} />}
    </>
  )
}

/** One stop of the Tab key for all of them; arrow keys walk from left to right. */
function Points({
  points,
  names,
  told,
  onTold,
  text,
  x,
  y,
}: Omit<Sides, 'tick'> & {
  readonly points: readonly Point[]
  readonly names: ReadonlySet<string>
  readonly told: string | null
  readonly onTold: (key: string | null) => void
}) {
  const words = useScatterWords()
  const group = useRef<SVGGElement | null>(null)
  const [stop, setStop] = useState<string | null>(null)
  const stopAt = points.some(({ entry }) => entry.key === stop) ? stop : (points[0]?.entry.key ?? null)
  const walk = (event: KeyboardEvent): void => {
    const all = [...(group.current?.querySelectorAll('a') ?? [])]
    const now = all.indexOf(event.target as SVGAElement & HTMLAnchorElement)
    const steps: Readonly<Record<string, number>> = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }
    const next = all[steps[event.key] ?? -1]
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    next.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the links in it
    <g ref={group} onKeyDown={walk} onMouseLeave={() => onTold(null)} onBlur={() => onTold(null)}>
      {points.map(({ entry: { key, model, by, offers }, left, top, ...values }) => (
        <Link
          key={key}
          to="/models/$executableId/$model"
          params={{ executableId: model.executableId, model: model.model }}
          className={classes['point']}
          aria-label={words.point(words.name(model.displayName, by), [
            words.line(x, text(values.x, x)),
            words.line(y, text(values.y, y)),
          ])}
          tabIndex={key === stopAt ? 0 : -1}
          onFocus={() => {
            setStop(key)
            onTold(key)
          }}
          onMouseEnter={() => onTold(key)}
          {...(offers.length > 0 ? { 'data-here': true } : {})}
        >
          <circle cx={left} cy={top} r={5} />
          {names.has(key) && key !== told && (
            <text x={left + 9} y={top + 4} className={classes['name']} aria-hidden>
              {model.displayName}
            </text>
          )}
        </Link>
      ))}
    </g>
  )
}

/** What a point stands for, beside it. */
function Told({ point, frame, lines }: { readonly point: Point; readonly frame: Box; readonly lines: readonly string[] }) {
  const words = useScatterWords()
  const { model, by } = point.entry
  const isRight = point.left > frame.left + frame.width / 2
  const side = isRight ? { right: `calc(100% - ${point.left - 12}px)` } : { left: point.left + 12 }
  return (
    <Paper
      withBorder
      shadow="sm"
      px="sm"
      py={6}
      className={classes['told'] ?? ''}
      style={{ top: point.top - 14, ...side }}
      aria-hidden
    >
      <Text size="sm" fw={600}>
        {words.name(model.displayName, by)}
      </Text>
      {lines.map((line) => (
        <Text key={line} size="xs">
          {line}
        </Text>
      ))}
    </Paper>
  )
}
