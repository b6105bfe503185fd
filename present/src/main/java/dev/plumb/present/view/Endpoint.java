package dev.plumb.present.view;

/**
 * One kind of question.
 *
 * @param path address
 * @param posted whether it comes with a body
 * @param answers what answers it
 */
public record Endpoint(String path, boolean posted, Answers answers) {
  /** Answers a question, or throws {@link WrongQuestion}. */
  public interface Answers {
    /** The answer. */
    Answer answer(Question question);
  }

  static Endpoint get(String path, Answers answers) {
    return new Endpoint(path, false, answers);
  }

  static Endpoint post(String path, Answers answers) {
    return new Endpoint(path, true, answers);
  }

  /** The same, known to whoever waits for a rest. */
  Endpoint countedIn(Traffic traffic) {
    return new Endpoint(
        path,
        posted,
        question -> {
          traffic.begin();
          try {
            return answers.answer(question);
          } finally {
            traffic.end();
          }
        });
  }

  /** Answers a question; parameters that the answer did not use are refused. */
  public Answer answer(Question question) {
    Answer answer = answers.answer(question);
    question.finish();
    return answer;
  }
}
