import { Anchor, Box, Code, Divider, Table, Text, Title } from '@mantine/core'
import { memo } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CopyIcon } from './copyable.tsx'
import classes from './markdown.module.css'

export const MarkdownView = memo(function MarkdownView({ text }: { readonly text: string }) {
  return (
    <div className={classes['markdown']}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
})

/** Headings begin below those of the page. */
const components: Components = {
  h1: ({ children }) => (
    <Title order={3} size="h2">
      {children}
    </Title>
  ),
  h2: ({ children }) => (
    <Title order={4} size="h3">
      {children}
    </Title>
  ),
  h3: ({ children }) => (
    <Title order={5} size="h4">
      {children}
    </Title>
  ),
  a: ({ href, children }) => (
    <Anchor inherit href={href} target="_blank" rel="noreferrer" underline="always">
      {children}
    </Anchor>
  ),
  img: ({ src, alt }) => (
    <Anchor inherit href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer" underline="always">
      {alt || src}
    </Anchor>
  ),
  hr: () => <Divider my="sm" />,
  table: ({ children }) => (
    <Table.ScrollContainer minWidth={320}>
      <Table withTableBorder>{children}</Table>
    </Table.ScrollContainer>
  ),
  pre: ({ children, node }) => <Block text={node ? textIn(node) : ''}>{children}</Block>,
  code: ({ children, className }) =>
    className?.startsWith('language-') ? <code>{children}</code> : <Code className={classes['inline'] ?? ''}>{children}</Code>,
  input: ({ checked }) => (
    <Text span inherit aria-hidden>
      {checked ? '☑ ' : '☐ '}
    </Text>
  ),
}

function Block({ text, children }: { readonly text: string; readonly children: React.ReactNode }) {
  return (
    <Box pos="relative" my="xs">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <pre className={classes['block']} tabIndex={0}>
        {children}
      </pre>
      <Box pos="absolute" top={6} right={6}>
        <CopyIcon value={text} />
      </Box>
    </Box>
  )
}

type Node = { readonly type: string; readonly value?: unknown; readonly children?: readonly unknown[] }

const textIn = (node: Node): string =>
  node.type === 'text' ? String(node.value) : (node.children ?? []).map((child) => textIn(child as Node)).join('')
