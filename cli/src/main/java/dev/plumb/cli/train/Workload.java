package dev.plumb.cli.train;

import dev.plumb.cli.train.SyntheticTrace.Flavour;
import dev.plumb.cli.train.SyntheticTrace.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program whose trace is written: training steps of a small transformer, with clocks for two
 * host threads and the streams of one device. One step is kept and written when it has ended, in
 * the order of PyTorch's exporter: operators, Python frames, memory, then launches and device work.
 */
final class Workload {
  private static final int COMPUTE = 7;
  private static final int COPY = 13;
  private static final int NCCL = 17;

  /** Frames that {@link #module} and {@link #leaf} open. */
  private static final int MODULE_FRAMES = 3;

  private static final int LEAF_FRAMES = 2;

  /** A kernel that the device runs, and how long about. */
  private static final class Kernel {
    final byte[] name;
    final byte[] args;
    final int ns;

    /** Whether a library launches it, by the driver. */
    final boolean library;

    long sumNs;

    Kernel(byte[] name, byte[] args, int ns, boolean library) {
      this.name = name;
      this.args = args;
      this.ns = ns;
      this.library = library;
    }
  }

  /** A differentiable operator of the forward pass, for the way back. */
  private static final class Taped {
    final String backward;
    final long sequence;
    final long flow;
    final Kernel kernel;
    final byte[] shape;

    Taped(String backward, long sequence, long flow, Kernel kernel, byte[] shape) {
      this.backward = backward;
      this.sequence = sequence;
      this.flow = flow;
      this.kernel = kernel;
      this.shape = shape;
    }
  }

  /** A thread of the program. */
  private static final class Host {
    final int tid;
    long now;
    Item[] open = new Item[128];
    int depth;
    int operators;
    int frames;

    Host(int tid, long now) {
      this.tid = tid;
      this.now = now;
    }
  }

  private final Options options;
  private final KinetoWriter out;
  private final boolean old;
  private final int quantum;
  private final int layers;
  private long random;

  private final Items operators = new Items();
  private final Items frames = new Items();
  private final Items memory = new Items();
  private final Items launches = new Items();
  private final List<Taped> tape = new ArrayList<>();
  private final List<long[]> busy = new ArrayList<>();
  private final Map<String, byte[]> texts = new HashMap<>();
  private final Map<String, byte[]> shapes = new HashMap<>();
  private final Map<String, byte[]> stacks = new HashMap<>();

  private final Host main;
  private final Host autograd;
  private final long[] streamEnd = new long[32];
  private final long start;
  private long externalIds;
  private long pythonIds;
  private long correlations = 524_000;
  private long sequences = 900;
  private long flows;
  private long allocated = 4L << 30;

  private final Kernel gemm;
  private final Kernel gemmWide;
  private final Kernel attention;
  private final Kernel norm;
  private final Kernel elementwise;
  private final Kernel reduce;
  private final Kernel optimizer;
  private final Kernel collective;

  // What the reader must find.
  private long kernels;
  private long kernelNs;
  private long memcpys;
  private long memcpyNs;
  private long memsets;
  private long memsetNs;
  private long busyNs;
  private long linked;
  private long linkedToOperator;
  private long linkedToPython;
  private long unattributedNs;
  private long operatorCount;
  private long frameCount;
  private long steps;
  private long backwardLinks;
  private final List<Kernel> kernelKinds = new ArrayList<>();

  Workload(Options options, KinetoWriter out) {
    this.options = options;
    this.out = out;
    this.old = options.flavour() == Flavour.OLD;
    this.quantum = old ? 1000 : 1;
    this.layers = options.events() < 10_000 ? 1 : options.events() < 1_000_000 ? 6 : 24;
    this.random = options.seed() * 0x9E3779B97F4A7C15L + 1;
    this.start = old ? 1_623_142_623_460_016_000L : 1_419_116_104_654_576L * 1000;
    this.main = new Host(KinetoWriter.PID, start);
    this.autograd = new Host(KinetoWriter.PID + 129, start);
    boolean hip = options.flavour() == Flavour.HIP;
    gemm =
        kernel(
            hip
                ? "Cijk_Ailk_Bljk_BBS_BH_Bias_HA_S_SAV_UserArgs_MT256x128x64_MI16x16x1_SN_LDSB1_AFC1"
                : "sm90_xmma_gemm_bf16bf16_bf16f32_f32_tn_n_tilesize128x128x64_warpgroupsize1x1x1",
            168,
            231_424,
            14_000,
            true);
    gemmWide =
        kernel(
            "void cutlass::Kernel2<cutlass_80_tensorop_bf16_s16816gemm_relu_bf16_256x128_32x3_nn>",
            230,
            98_304,
            31_000,
            true);
    attention =
        kernel(
            "void pytorch_flash::flash_fwd_kernel<pytorch_flash::Flash_fwd_kernel_traits<64, 128,"
                + " 128, 4, false, false, cutlass::bfloat16_t> >(pytorch_flash::Flash_fwd_params)",
            255,
            49_152,
            22_000,
            false);
    norm =
        kernel(
            "void at::native::(anonymous namespace)::vectorized_layer_norm_kernel<c10::BFloat16,"
                + " float>(int, float, c10::BFloat16 const*, c10::BFloat16 const*)",
            32,
            24,
            4_000,
            false);
    elementwise =
        kernel(
            "void at::native::vectorized_elementwise_kernel<4, at::native::CUDAFunctor_add<c10::"
                + "BFloat16>, std::array<char*, 3ul> >(int, at::native::CUDAFunctor_add<c10::"
                + "BFloat16>, std::array<char*, 3ul>)",
            40,
            0,
            2_000,
            false);
    reduce =
        kernel(
            "void at::native::reduce_kernel<128, 4, at::native::ReduceOp<c10::BFloat16, at::native"
                + "::func_wrapper_t<c10::BFloat16, at::native::sum_functor> > >(at::native::ReduceOp)",
            32,
            16,
            5_000,
            false);
    optimizer =
        kernel(
            "void at::native::(anonymous namespace)::multi_tensor_apply_kernel<at::native::"
                + "TensorListMetadata<4>, at::native::FusedAdamMathFunctor<float, 4> >",
            64,
            0,
            40_000,
            false);
    collective =
        kernel(
            "ncclDevKernel_AllReduce_Sum_bf16_RING_LL(ncclDevKernelArgsStorage<4096ul>)",
            96,
            83_952,
            90_000,
            false);
  }

  private Kernel kernel(String name, int registers, int shared, int ns, boolean library) {
    String args =
        options.flavour() == Flavour.HIP
            ? "\"kind\": \"Dispatch Kernel\", \"grid\": [" + ns + ", 1, 1], \"block\": [256, 1, 1]"
            : "\"registers per thread\": "
                + registers
                + ", \"shared memory\": "
                + shared
                + ", \"blocks per SM\": 0.848485, \"warps per SM\": 10.181818, \"grid\": ["
                + ns / 8
                + ", 2, 1], \"block\": [384, 1, 1], \"est. achieved occupancy %\": 0";
    if (name.startsWith("nccl")) {
      args +=
          ", \"Collective name\": \"allreduce\", \"In msg nelems\": 2873320, \"Group size\": 8,"
              + " \"dtype\": \"BFloat16\", \"Process Group Ranks\": \"[0, 1, 2, 3, 4, 5, 6, 7]\"";
    }
    Kernel kernel = new Kernel(name.getBytes(StandardCharsets.UTF_8), out.bytes(args), ns, library);
    kernelKinds.add(kernel);
    return kernel;
  }

  /** Writes steps until there are enough events. */
  void run() throws IOException {
    out.begin();
    orphans();
    do {
      step();
      flush();
    } while (out.events() < options.events());
    out.end(start, main.now);
  }

  Truth truth() {
    Map<String, Long> names = new HashMap<>();
    for (Kernel kernel : kernelKinds) {
      if (kernel.sumNs > 0) {
        names.put(new String(kernel.name, StandardCharsets.UTF_8), kernel.sumNs);
      }
    }
    return new Truth(
        out.events(),
        out.categories(),
        out.spanNs(),
        kernels,
        kernelNs,
        memcpys,
        memcpyNs,
        memsets,
        memsetNs,
        busyNs,
        linked,
        linkedToOperator,
        linkedToPython,
        unattributedNs,
        operatorCount,
        frameCount,
        steps,
        backwardLinks,
        names);
  }

  private void flush() throws IOException {
    out.write(operators);
    if (!old) {
      out.write(frames);
    }
    out.write(memory);
    out.write(launches);
    operators.clear();
    frames.clear();
    memory.clear();
    launches.clear();
    busy.sort(Comparator.comparingLong(interval -> interval[0]));
    long end = Long.MIN_VALUE;
    for (long[] interval : busy) {
      busyNs += Math.max(0, interval[1] - Math.max(end, interval[0]));
      end = Math.max(end, interval[1]);
    }
    busy.clear();
  }

  /** Kernels that were launched before the recording began. */
  private void orphans() {
    for (int i = 0; i < 3; i++) {
      long begin = start + 1000L * quantum + i * 10_000L;
      Item item = kernel(elementwise, COMPUTE, begin, 4_000);
      item.id = 0;
      item.correlation = 17L + i;
      unattributedNs += item.durNs;
    }
    main.now = start + 100_000;
  }

  private void step() {
    steps++;
    Item annotation = annotation("ProfilerStep#" + steps);
    String[] outer = {
      "<string>(1): <module>",
      "train.py(412): main",
      "torch/utils/_contextlib.py(116): decorate_context",
      "accelerate/utils/operations.py(819): forward",
      "transformers/trainer.py(2245): train",
      "transformers/trainer.py(2560): _inner_training_loop",
      "transformers/trainer.py(3736): training_step"
    };
    for (String frame : outer) {
      frame(frame);
    }
    batch();
    forward();
    backward();
    optimizer();
    close(main, outer.length);
    synchronize();
    close(main);
    if (!old) {
      Item gpu =
          launches.add(
              Item.Type.GPU_ANNOTATION, annotation.name, COMPUTE, annotation.timeNs + quantum);
      gpu.id = annotation.id;
      gpu.durNs = annotation.durNs - quantum;
    }
    Item counter = launches.add(Item.Type.COUNTER, text("GPU 0 memory"), 0, main.now);
    counter.other = allocated;
  }

  /** The next batch goes to the device, by a stream of its own. */
  private void batch() {
    // A name with all that JSON must escape.
    annotation("load \\\"batch\\\" C:\\\\data\\\\caf\\u00e9\\n");
    frame("<built-in method to of Tensor object at 0x7ce279c5bf20>");
    operator(main, "aten::to", shape("[[8, 2048], [], [], []]", "long int"));
    operator(main, "aten::_to_copy", shape("[[8, 2048], [], [], []]", "long int"));
    empty(main, 131_072);
    memory(main, 131_072).device = -1;
    operator(main, "aten::copy_", shape("[[8, 2048], [8, 2048], []]", "long int"));
    transfer("Memcpy HtoD (Pinned -> Device)", Item.Type.MEMCPY, "MemcpyAsync", 131_072);
    close(main, 5);
  }

  private void forward() {
    module("DistributedDataParallel", 0, "torch/nn/parallel/distributed.py(1637): forward");
    module("GPT2LMHeadModel", 0, "transformers/models/gpt2/modeling_gpt2.py(1277): forward");
    module("GPT2Model", 0, "transformers/models/gpt2/modeling_gpt2.py(1100): forward");
    if (options.graphs()) {
      graph();
    } else {
      for (int layer = 0; layer < layers; layer++) {
        layer(layer);
      }
    }
    close(main, MODULE_FRAMES);
    linear("lm_head", 4 * layers, gemmWide);
    close(main, MODULE_FRAMES);
    close(main, MODULE_FRAMES);
    simple("mean", "aten::mean", "MeanBackward0", reduce);
  }

  private void layer(int layer) {
    module("GPT2Block", layer, "transformers/models/gpt2/modeling_gpt2.py(617): forward");
    layerNorm(2 * layer);
    module("GPT2Attention", layer, "transformers/models/gpt2/modeling_gpt2.py(530): forward");
    linear("c_attn", 4 * layer, gemm);
    views();
    attention();
    linear("c_proj", 4 * layer + 1, gemm);
    close(main, MODULE_FRAMES);
    add();
    layerNorm(2 * layer + 1);
    module("GPT2MLP", layer, "transformers/models/gpt2/modeling_gpt2.py(575): forward");
    linear("c_fc", 4 * layer + 2, gemmWide);
    module("NewGELUActivation", layer, "transformers/activations.py(56): forward");
    simple("gelu", "aten::gelu", "GeluBackward0", elementwise);
    close(main, MODULE_FRAMES);
    linear("c_proj", 4 * layer + 3, gemmWide);
    close(main, MODULE_FRAMES);
    add();
    close(main, MODULE_FRAMES);
  }

  private void linear(String attribute, int instance, Kernel kernel) {
    getattr(attribute);
    module("Linear", instance, "torch/nn/modules/linear.py(124): forward");
    leaf("<built-in function linear>");
    byte[] shape =
        shape(
            "[[8, 2048, " + (768 + 256 * (instance % 5)) + "], [768, 3072], [3072]]",
            "c10::BFloat16");
    long sequence = tape("AddmmBackward0", kernel, shape);
    sequenced(main, "aten::linear", shape, sequence);
    operator(main, "aten::t", shape("[[768, 3072]]", "c10::BFloat16"));
    operator(main, "aten::transpose", shape("[[768, 3072], [], []]", "c10::BFloat16"));
    operator(main, "aten::as_strided", shape("[[768, 3072], [], [], []]", "c10::BFloat16"));
    close(main, 3);
    sequenced(main, "aten::addmm", shape, sequence);
    empty(main, 8L * 2048 * 3072 * 2);
    query();
    launch(main, kernel, COMPUTE);
    close(main, 2);
    close(main, LEAF_FRAMES);
    close(main, MODULE_FRAMES);
  }

  private void layerNorm(int instance) {
    module("LayerNorm", instance, "torch/nn/modules/normalization.py(217): forward");
    frame("torch/nn/functional.py(2905): layer_norm");
    leaf("<built-in method layer_norm of type object at 0x7ce2c3f0a4e0>");
    byte[] shape = shape("[[8, 2048, 768], [], [768], [768], [], []]", "c10::BFloat16");
    long sequence = tape("NativeLayerNormBackward0", norm, shape);
    sequenced(main, "aten::layer_norm", shape, sequence);
    sequenced(main, "aten::native_layer_norm", shape, sequence);
    empty(main, 8L * 2048 * 768 * 2);
    empty(main, 65_536);
    empty(main, 65_536);
    launch(main, norm, COMPUTE);
    close(main, 2);
    close(main, LEAF_FRAMES);
    close(main);
    close(main, MODULE_FRAMES);
  }

  private void attention() {
    frame("transformers/integrations/sdpa_attention.py(35): sdpa_attention_forward");
    leaf("<built-in function scaled_dot_product_attention>");
    byte[] shape =
        shape("[[8, 12, 2048, 64], [8, 12, 2048, 64], [8, 12, 2048, 64]]", "c10::BFloat16");
    long sequence = tape("ScaledDotProductFlashAttentionBackward0", attention, shape);
    sequenced(main, "aten::scaled_dot_product_attention", shape, sequence);
    sequenced(main, "aten::_scaled_dot_product_flash_attention", shape, sequence);
    operator(main, "aten::_flash_attention_forward", shape);
    empty(main, 8L * 2048 * 768 * 2);
    transfer("Memset (Device)", Item.Type.MEMSET, "MemsetAsync", 8);
    launch(main, attention, COMPUTE);
    close(main, 3);
    close(main, LEAF_FRAMES);
    close(main);
  }

  private void views() {
    for (int i = 0; i < 3; i++) {
      leaf("<built-in method view of Tensor object at 0x7ce279c5bf20>");
      operator(main, "aten::view", shape("[[8, 2048, 768], []]", "c10::BFloat16"));
      close(main);
      close(main, LEAF_FRAMES);
      leaf("<built-in method transpose of Tensor object at 0x7ce279c59630>");
      operator(main, "aten::transpose", shape("[[8, 2048, 12, 64], [], []]", "c10::BFloat16"));
      operator(main, "aten::as_strided", shape("[[8, 2048, 12, 64], [], [], []]", "c10::BFloat16"));
      close(main, 2);
      close(main, LEAF_FRAMES);
      chat("<built-in method size of Tensor object at 0x7ce279d2ce60>");
    }
  }

  private void add() {
    simple("add", "aten::add", "AddBackward0", elementwise);
  }

  private void simple(String function, String operator, String backward, Kernel kernel) {
    leaf("<built-in method " + function + " of Tensor object at 0x7ce279c5bf20>");
    byte[] shape = shape("[[8, 2048, 768], [8, 2048, 768], []]", "c10::BFloat16");
    sequenced(main, operator, shape, tape(backward, kernel, shape));
    launch(main, kernel, COMPUTE);
    close(main);
    close(main, LEAF_FRAMES);
  }

  /** One launch, all kernels of the forward pass; no operator around it. */
  private void graph() {
    frame("torch/cuda/graphs.py(88): replay");
    frame("<built-in method replay of CUDAGraph object at 0x7ce27b0e3c70>");
    Item launch = runtime(main, api("GraphLaunch"), "311");
    for (int layer = 0; layer < 8 * layers; layer++) {
      for (Kernel kernel : new Kernel[] {norm, gemm, attention, gemm, elementwise, gemmWide}) {
        device(main, launch, kernel, COMPUTE);
      }
    }
    close(main, 2);
  }

  private void backward() {
    frame("torch/_tensor.py(626): backward");
    frame("torch/autograd/__init__.py(347): backward");
    frame("torch/autograd/graph.py(823): _engine_run_backward");
    frame("<built-in method run_backward of torch._C._EngineBase object at 0x7ce2c3f0a4e0>");
    autograd.now = Math.max(autograd.now, main.now);
    for (int i = tape.size() - 1; i >= 0; i--) {
      node(tape.get(i));
      if (i % 8 == 0) {
        allReduce();
      }
    }
    tape.clear();
    main.now = Math.max(main.now, autograd.now);
    close(main, 4);
  }

  private void node(Taped node) {
    Host t = autograd;
    byte[] none = new byte[0];
    Item engine = operator(t, "autograd::engine::evaluate_function: " + node.backward, none);
    engine.other = node.sequence;
    engine.detail = 1;
    Item arrow = operators.add(Item.Type.FLOW_END, engine.name, t.tid, engine.timeNs);
    arrow.correlation = node.flow;
    arrow.launchFlow = false;
    backwardLinks++;
    Item inner = operator(t, node.backward, node.shape);
    inner.other = node.sequence;
    inner.detail = 1;
    operator(t, "aten::mm", node.shape);
    empty(t, 4_718_592);
    launch(t, node.kernel, COMPUTE);
    close(t);
    if (node.kernel.library) {
      operator(t, "aten::t", node.shape);
      operator(t, "aten::transpose", node.shape);
      close(t, 2);
      operator(t, "aten::mm", node.shape);
      empty(t, 4_718_592);
      launch(t, node.kernel, COMPUTE);
      close(t);
      operator(t, "aten::sum", node.shape);
      launch(t, reduce, COMPUTE);
      close(t);
    }
    close(t);
    memory(t, -4_718_592);
    close(t);
    if (node.kernel.library) {
      operator(
          t, "autograd::engine::evaluate_function: torch::autograd::AccumulateGrad", node.shape);
      operator(t, "torch::autograd::AccumulateGrad", node.shape);
      operator(t, "aten::detach", node.shape);
      close(t, 3);
    }
  }

  private void allReduce() {
    Host t = autograd;
    operator(t, "record_param_comms", shape("[[2873320]]", "c10::BFloat16"));
    operator(t, "nccl:all_reduce", shape("[[2873320]]", "c10::BFloat16"));
    launch(t, collective, NCCL);
    close(t, 2);
  }

  private void optimizer() {
    annotation("Optimizer.step#AdamW.step");
    frame("torch/optim/optimizer.py(484): wrapper");
    frame("torch/optim/adamw.py(219): step");
    for (int i = 0; i < 4; i++) {
      frame("<built-in method _fused_adamw_ of type object at 0x7ce2c3f0a4e0>");
      operator(main, "aten::_fused_adamw_", shape("[[], [], [], [], [], []]", "TensorList"));
      launch(main, optimizer, COMPUTE);
      close(main, 2);
    }
    close(main, 3);
  }

  private void synchronize() {
    Item wait = runtime(main, api("DeviceSynchronize"), "165");
    for (long end : streamEnd) {
      main.now = Math.max(main.now, end);
    }
    wait.durNs = tick(main, 500) - wait.timeNs;
  }

  private long tape(String backward, Kernel kernel, byte[] shape) {
    tape.add(new Taped(backward, ++sequences, ++flows, kernel, shape));
    return sequences;
  }

  // Frames and operators.

  private void module(String type, int instance, String forward) {
    Item frame = frame("nn.Module: " + type + "_" + instance);
    frame.type = Item.Type.MODULE;
    frame.detail = instance;
    frame("torch/nn/modules/module.py(1743): _call_impl");
    chat("<built-in method _get_tracing_state of PyCapsule object at 0x7ce64056f750>");
    frame(forward);
    getattr("training");
  }

  /** A function that a mode intercepts: what fills traces with Python frames. */
  private void leaf(String name) {
    frame("torch/utils/_device.py(100): __torch_function__");
    chat("<built-in function _has_torch_function_variadic>");
    chat("<built-in method get of dict object at 0x7ce2c0a1b300>");
    chat("<built-in function isinstance>");
    frame(name);
  }

  private void chat(String name) {
    frame(name);
    close(main);
  }

  private void getattr(String attribute) {
    frame("torch/nn/modules/module.py(1915): __getattr__");
    if (attribute.length() > 4) {
      chat("<built-in function hasattr>");
    }
    close(main);
  }

  private Item frame(String name) {
    Host t = main;
    Item item = frames.add(Item.Type.PYTHON, text(name), t.tid, tick(t, 1200));
    item.id = ++pythonIds;
    item.other = -1;
    for (int i = t.depth - 1; i >= 0; i--) {
      if (isPython(t.open[i])) {
        item.other = t.open[i].id;
        break;
      }
    }
    t.frames++;
    frameCount += old ? 0 : 1;
    open(t, item);
    return item;
  }

  private static boolean isPython(Item item) {
    return item.type == Item.Type.PYTHON || item.type == Item.Type.MODULE;
  }

  private Item annotation(String name) {
    Item item = operators.add(Item.Type.ANNOTATION, text(name), main.tid, tick(main, 2000));
    item.id = ++externalIds;
    item.other = -1;
    item.args = old ? withStack(new byte[0]) : new byte[0];
    operatorCount += old ? 1 : 0; // PyTorch 1.8 knew no other category
    main.operators += old ? 1 : 0;
    open(main, item);
    return item;
  }

  private Item operator(Host t, String name, byte[] shape) {
    Item item = operators.add(Item.Type.OPERATOR, text(name), t.tid, tick(t, 800));
    item.id = ++externalIds;
    item.other = -1;
    item.args = old && t == main ? withStack(shape) : shape;
    operatorCount++;
    t.operators++;
    open(t, item);
    return item;
  }

  /** A forward operator whose gradient is computed later; an arrow leads there from its start. */
  private void sequenced(Host t, String name, byte[] shape, long sequence) {
    Item item = operator(t, name, shape);
    item.other = sequence;
    item.detail = 0;
    Taped last = tape.getLast();
    if (t.depth < 2 || t.open[t.depth - 2].other != sequence) {
      Item arrow = operators.add(Item.Type.FLOW_START, item.name, t.tid, item.timeNs);
      arrow.correlation = last.flow;
      arrow.launchFlow = false;
    }
  }

  private void empty(Host t, long bytes) {
    operator(t, "aten::empty", shape("[[], [], [], [], [], []]", "ScalarList"));
    memory(t, bytes);
    close(t);
  }

  private Item memory(Host t, long bytes) {
    allocated += bytes;
    Item item = memory.add(Item.Type.MEMORY, text("[memory]"), t.tid, tick(t, 200));
    item.id = 0x7ce2_0000_0000L + (next() & 0xFFFF) * 512L;
    item.detail = Math.abs(bytes);
    item.other = allocated;
    item.device = 0;
    return item;
  }

  private void open(Host t, Item item) {
    t.open[t.depth++] = item;
  }

  private void close(Host t, int times) {
    for (int i = 0; i < times; i++) {
      close(t);
    }
  }

  private void close(Host t) {
    Item item = t.open[--t.depth];
    item.durNs = tick(t, 300) - item.timeNs;
    if (isPython(item)) {
      t.frames--;
    } else if (item.type == Item.Type.OPERATOR || old) {
      t.operators--;
    }
    if (t.operators == 0) {
      tick(t, 50); // what comes next does not touch what has ended
    }
  }

  // Launches and device work.

  private String api(String name) {
    return (options.flavour() == Flavour.HIP ? "hip" : "cuda") + name;
  }

  /** A call that launches nothing. */
  private void query() {
    if ((next() & 3) == 0) {
      Item call = runtime(main, api("OccupancyMaxActiveBlocksPerMultiprocessorWithFlags"), "251");
      flow(Item.Type.FLOW_END, call, main.tid, call.timeNs);
    }
  }

  private Item runtime(Host t, String name, String id) {
    String args = options.flavour() == Flavour.HIP ? "\"cid\": " + id : "\"cbid\": " + id;
    Item item = launches.add(Item.Type.RUNTIME, text(name), t.tid, tick(t, 400));
    item.args = texts.computeIfAbsent(args, out::bytes);
    item.correlation = ++correlations;
    item.id = 0;
    for (int i = t.depth - 1; i >= 0 && item.id == 0; i--) {
      item.id = isPython(t.open[i]) ? 0 : t.open[i].id;
    }
    item.durNs = tick(t, 3000) - item.timeNs;
    return item;
  }

  private void launch(Host t, Kernel kernel, int stream) {
    boolean driver = kernel.library && options.flavour() == Flavour.CUDA && (next() & 1) == 0;
    Item launch =
        driver ? runtime(t, "cuLaunchKernel", "307") : runtime(t, api("LaunchKernel"), "211");
    if (driver) {
      launch.type = Item.Type.DRIVER;
    }
    device(t, launch, kernel, stream);
  }

  private void device(Host t, Item launch, Kernel kernel, int stream) {
    flow(Item.Type.FLOW_START, launch, t.tid, launch.timeNs);
    int ns = kernel.ns + (int) (next() & 1023);
    long begin = Math.max(launch.timeNs + 3_000, streamEnd[stream] + 700);
    Item item = kernel(kernel, stream, begin, ns);
    item.correlation = launch.correlation;
    item.id = launch.id;
    linked++;
    linkedToOperator += t.operators > 0 ? 1 : 0;
    linkedToPython += !old && t.frames > 0 ? 1 : 0;
    flow(Item.Type.FLOW_END, launch, stream, item.timeNs);
  }

  private void transfer(String name, Item.Type type, String call, long bytes) {
    Item launch = runtime(main, api(call), "41");
    flow(Item.Type.FLOW_START, launch, main.tid, launch.timeNs);
    int stream = type == Item.Type.MEMCPY ? COPY : COMPUTE;
    long begin = Math.max(launch.timeNs + 2_000, streamEnd[stream] + 700);
    Item item = work(type, text(name), stream, begin, 1_200 + (int) (bytes >> 5));
    item.correlation = launch.correlation;
    item.id = launch.id;
    item.detail = bytes;
    flow(Item.Type.FLOW_END, launch, stream, item.timeNs);
  }

  private Item kernel(Kernel kernel, int stream, long begin, int ns) {
    Item item = work(Item.Type.KERNEL, kernel.name, stream, begin, ns);
    item.args = kernel.args;
    kernel.sumNs += item.durNs;
    return item;
  }

  private Item work(Item.Type type, byte[] name, int stream, long begin, int ns) {
    Item item = launches.add(type, name, stream, round(begin));
    item.durNs = round(ns);
    long end = item.timeNs + item.durNs;
    streamEnd[stream] = Math.max(streamEnd[stream], end);
    busy.add(new long[] {item.timeNs, end});
    switch (type) {
      case KERNEL -> {
        kernels++;
        kernelNs += item.durNs;
      }
      case MEMCPY -> {
        memcpys++;
        memcpyNs += item.durNs;
      }
      default -> {
        memsets++;
        memsetNs += item.durNs;
      }
    }
    return item;
  }

  private void flow(Item.Type type, Item launch, int thread, long time) {
    Item item = launches.add(type, launch.name, thread, time);
    item.correlation = launch.correlation;
    item.launchFlow = true;
  }

  // Time, chance and texts.

  /** Lets up to {@code ns} nanoseconds pass, at least one. */
  private long tick(Host t, int ns) {
    t.now += round(1 + (next() & 0x7FFF_FFFF) % ns);
    return t.now;
  }

  private long round(long ns) {
    return (ns + quantum - 1) / quantum * quantum;
  }

  /** xorshift64*: the same on every JDK. */
  private long next() {
    random ^= random >>> 12;
    random ^= random << 25;
    random ^= random >>> 27;
    return random * 0x2545F4914F6CDD1DL >>> 16;
  }

  private byte[] text(String name) {
    return texts.computeIfAbsent(name, n -> n.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] shape(String dims, String type) {
    return shapes.computeIfAbsent(
        dims + type,
        key -> {
          int count = 1;
          int depth = 0;
          for (int i = 0; i < dims.length(); i++) {
            depth += dims.charAt(i) == '[' ? 1 : dims.charAt(i) == ']' ? -1 : 0;
            count += depth == 1 && dims.charAt(i) == ',' ? 1 : 0;
          }
          String blanks = ", \"\"".repeat(count - 1);
          return out.bytes(
              old
                  ? "\"Input Dims\": " + dims + ", \"Input type\": [\"" + type + "\"" + blanks + "]"
                  : "\"Concrete Inputs\": [\"\""
                      + blanks
                      + "], \"Input type\": [\""
                      + type
                      + "\""
                      + blanks
                      + "], \"Input Strides\": "
                      + dims
                      + ", \"Input Dims\": "
                      + dims);
        });
  }

  /** The open Python frames, innermost first, as PyTorch 1.8 put them on each operator. */
  private byte[] withStack(byte[] shape) {
    StringBuilder stack = new StringBuilder();
    for (int i = main.depth - 1; i >= 0; i--) {
      if (isPython(main.open[i])) {
        stack
            .append(stack.isEmpty() ? "" : ";")
            .append(new String(main.open[i].name, StandardCharsets.UTF_8));
      }
    }
    String args = (shape.length > 0 ? new String(shape, StandardCharsets.UTF_8) + ", " : "");
    return stacks.computeIfAbsent(args + "\"Call stack\": \"" + stack + "\"", out::bytes);
  }
}
