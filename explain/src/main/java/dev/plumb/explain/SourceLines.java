package dev.plumb.explain;

import dev.plumb.explain.base.Texts;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.SourceFrame;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line of the user's program that a calling context belongs to: the innermost frame of Python
 * or Java that has a file and is part of no library; where there is none, the innermost one of a
 * library.
 */
public final class SourceLines {
  /**
   * Profilers write installed files relative to their package, as they do the program's own: known
   * by name are the frameworks and the parts of Python's library that stand around calls.
   */
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(^|[/\\\\])(site-packages|dist-packages|lib[/\\\\]python\\d[^/\\\\]*)[/\\\\]"
              + "|^(torch|torch_npu|torch_xla|functorch|triton|numpy|jax|jaxlib|flax|tensorflow|keras"
              + "|lightning|pytorch_lightning|accelerate|deepspeed|multiprocessing|concurrent|asyncio"
              + "|importlib|logging|collections)[/\\\\]"
              + "|^(threading|runpy|contextlib|functools|queue|selectors|socket|subprocess|inspect"
              + "|typing|abc|enum|dataclasses|copy|re|random)\\.py$"
              + "|[/\\\\]torch[/\\\\](nn|autograd|optim|utils|_ops|cuda|distributed|fx|_dynamo"
              + "|_inductor)|[/\\\\]torchinductor_|^<"
              + "|^(java|javax|jdk|sun|com/sun|kotlin|scala|groovy|ai/djl|ai/onnxruntime|org/bytedeco"
              + "|org/nd4j|org/deeplearning4j|org/tensorflow|org/apache|org/springframework)/");

  private final CallingContextTree tree;
  private final byte[] frames;
  private final int[] found;
  private final @Nullable SourceFrame[] sources;

  private static final byte UNKNOWN = 0;
  private static final byte NO_SOURCE = 1;
  private static final byte IN_LIBRARY = 2;
  private static final byte IN_PROGRAM = 3;

  /** Lines of all nodes of a tree. */
  public SourceLines(CallingContextTree tree) {
    this.tree = tree;
    frames = new byte[tree.frames()];
    found = new int[tree.size()];
    sources = new @Nullable SourceFrame[tree.frames()];
    // Parents come before their children.
    for (int node = 0; node < found.length; node++) {
      int above = node == CallingContextTree.ROOT ? Ids.NONE : found[tree.parent(node)];
      byte own = origin(tree.frame(node));
      boolean better =
          own == IN_PROGRAM
              || own == IN_LIBRARY && (above < 0 || origin(tree.frame(above)) == IN_LIBRARY);
      found[node] = better ? node : above;
    }
  }

  /** The node of that frame, at {@code node} or above it; {@link Ids#NONE} if there is none. */
  public int nodeOf(int node) {
    return node < 0 ? Ids.NONE : found[node];
  }

  /**
   * A context for a node: its source line; the frame's function, the operator that the program
   * called there, and the node itself where it is no call of a runtime.
   */
  public Context context(int node, long ns) {
    if (node < 0) {
      return new Context(Ids.NONE, null, 0, "[unattributed]", ns);
    }
    int source = nodeOf(node);
    List<String> parts = new ArrayList<>();
    int operator = operatorBelow(source, node);
    if (operator >= 0 && operator != node) {
      parts.add(Texts.named(tree.name(operator)));
    }
    boolean call = tree.kind(node) == FrameKind.RUNTIME || tree.kind(node) == FrameKind.OPERATOR;
    boolean allocator =
        tree.kind(node) == FrameKind.NATIVE && tree.name(node).contains("Allocator");
    if (source != node
        && !(allocator && source >= 0)
        && !(call && operator >= 0 && operator != node)) {
      parts.add(Texts.named(tree.name(node)));
    }
    if (source < 0) {
      String label = String.join(" > ", parts);
      return new Context(node, null, 0, Texts.named(label), ns);
    }
    SourceFrame frame = source(tree.frame(source));
    parts.addFirst(frame.function());
    return new Context(node, frame.file(), frame.line(), String.join(" > ", parts), ns);
  }

  /** What is told of a node: its frame, that of its source line, and that of the operator there. */
  private record Place(int frame, int source, int operator) {}

  private Place place(int node) {
    int source = nodeOf(node);
    int operator = operatorBelow(source, node);
    return new Place(
        tree.frame(node),
        source < 0 ? Ids.NONE : tree.frame(source),
        operator < 0 ? Ids.NONE : tree.frame(operator));
  }

  /**
   * Nodes of places: a context is one node of many where a line runs in each layer of a model, in
   * each step, on each thread.
   */
  public BitSet alike(List<Context> contexts) {
    Set<Place> places = new HashSet<>();
    BitSet looked = new BitSet(tree.frames());
    for (Context context : contexts) {
      if (context.node() >= 0) {
        places.add(place(context.node()));
        looked.set(tree.frame(context.node()));
      }
    }
    BitSet nodes = new BitSet(tree.size());
    for (int node = 0; node < tree.size(); node++) {
      if (looked.get(tree.frame(node)) && places.contains(place(node))) {
        nodes.set(node);
      }
    }
    return nodes;
  }

  /** The outermost operator above or at {@code node} and below {@code source}. */
  private int operatorBelow(int source, int node) {
    int found = Ids.NONE;
    for (int at = node; at > CallingContextTree.ROOT && at != source; at = tree.parent(at)) {
      if (tree.kind(at) == FrameKind.OPERATOR) {
        found = at;
      }
    }
    return found;
  }

  private byte origin(int frameRow) {
    if (frames[frameRow] == UNKNOWN) {
      FrameKind kind = tree.frameKind(frameRow);
      frames[frameRow] =
          kind == FrameKind.PYTHON || kind == FrameKind.JAVA
              ? originOf(source(frameRow))
              : NO_SOURCE;
    }
    return frames[frameRow];
  }

  private SourceFrame source(int frameRow) {
    SourceFrame known = sources[frameRow];
    if (known == null) {
      known = read(frameRow);
      sources[frameRow] = known;
    }
    return known;
  }

  private SourceFrame read(int frameRow) {
    SourceFrame frame = SourceFrame.of(tree, frameRow);
    int line = tree.frameLine(frameRow);
    boolean java = tree.frameKind(frameRow) == FrameKind.JAVA;
    return java && frame.file() == null && line > 0 ? javaSource(frame.function(), line) : frame;
  }

  /**
   * Profilers of the JVM give a method's class and line. Its file is named for the outermost class,
   * in the folder of the package, unless another language wrote it.
   *
   * @param method {@code package.Class$Inner.method}
   */
  static SourceFrame javaSource(String method, int line) {
    int dot = method.lastIndexOf('.');
    if (dot <= 0) {
      return new SourceFrame(method, null, 0);
    }
    int inner = method.indexOf('$', method.lastIndexOf('.', dot - 1) + 1);
    String outermost = method.substring(0, inner > 0 && inner < dot ? inner : dot);
    String simple = method.substring(method.lastIndexOf('.', dot - 1) + 1);
    return new SourceFrame(simple, outermost.replace('.', '/') + ".java", line);
  }

  private static byte originOf(SourceFrame frame) {
    if (frame.file() == null) {
      return NO_SOURCE;
    }
    return LIBRARY.matcher(frame.file()).find() ? IN_LIBRARY : IN_PROGRAM;
  }
}
