/**
 * What {@code plumb view} answers to the page's questions, whoever carries them: one class for each
 * kind of question, all of them in {@link dev.plumb.present.view.Endpoints}. The answers are
 * described in docs/view-protocol.md.
 */
@NullMarked
package dev.plumb.present.view;

import org.jspecify.annotations.NullMarked;
