/**
 * {@code plumb report --html}: one page that holds its data, its style and its program, and asks
 * nobody for anything.
 *
 * <p>Java decides what is embedded ({@link dev.plumb.present.html.TreeColumns} and {@code
 * PageData}) and under which policy it runs ({@code Policy}); the resources beside this package
 * draw it. They are plain ES modules with JSDoc types, so that no build step stands between source
 * and page: {@code PageScript} joins them, and a test has the TypeScript compiler check them in
 * strict mode. Why not TypeScript files and a bundler: see {@code docs/html-report.md}.
 */
@NullMarked
package dev.plumb.present.html;

import org.jspecify.annotations.NullMarked;
