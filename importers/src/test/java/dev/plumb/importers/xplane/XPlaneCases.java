package dev.plumb.importers.xplane;

import dev.plumb.trace.io.ProtoWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the inputs of the golden cases, which are also the seeds of the tests. */
final class XPlaneCases {
  private XPlaneCases() {}

  /** Inputs by the name of their case. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> cases = new LinkedHashMap<>();
    cases.put("gpu-kernels-of-hlo", gpu());
    cases.put("tpu-below-a-nanosecond", tpu());
    cases.put("tpu-collectives", collectives());
    cases.put("host-threads", host());
    cases.put("two-hosts", twoHosts());
    cases.put("sums-without-times", sums());
    byte[] gpu = gpu();
    cases.put("cut-in-a-line", java.util.Arrays.copyOf(gpu, cutInLine(gpu)));
    cases.put("errors-only-and-empty-plane", errors());
    return cases;
  }

  /** Middle of the host's second event. */
  private static int cutInLine(byte[] gpu) {
    String text = new String(gpu, java.nio.charset.StandardCharsets.ISO_8859_1);
    return text.indexOf("tf XLA/5") + 34;
  }

  private static byte[] gpu() {
    ProtoWriter space = new ProtoWriter();
    space.message(1, module());
    space.message(
        1,
        PlaneText.plane(
            "/device:GPU:0",
            """
            stat core_count=80
            stat device_vendor=Nvidia
            stat gpu_device_name=Test_GPU
            line 7 1000 Stream_#7(Compute,MemcpyH2D)
            gemm_kernel 500000 2000000 correlation_id=3 kernel_details=&regs:38 hlo_op=&dot.1 hlo_module=&jit_f program_id=15 group_id=0
            gemm_kernel 3000000 2000000 correlation_id=4 kernel_details=&regs:38 hlo_op=&dot.1 hlo_module=&jit_f program_id=15 group_id=0
            add_kernel 5000000 1000000 correlation_id=5 kernel_details=&regs:16 hlo_op=&add.2 hlo_module=&jit_f program_id=15 tf_op=&XlaModule:
            MemcpyH2D 6500000 100000 correlation_id=6 memcpy_details=&kind_src:pinned,size:4096,async:1
            Memset 6700000 50000 correlation_id=9 memset_details=&size:512
            line 4294967295 1000 XLA_Modules
            jit_f 500000 5500000
            line 4294967294 1000 XLA_Ops
            dot.1 500000 2000000
            dot.1 3000000 2000000
            line 4294967293 1000 Steps
            0 500000 6250000 group_id=0
            """));
    space.message(
        1,
        PlaneText.plane(
            "/host:CPU",
            """
            line 5 1000 tf_XLA/5
            ExecuteHelper 0 1000000 _ct=5 _c=23
            cuLaunchKernel 100000 10000 correlation_id=3
            cuLaunchKernel 200000 10000 correlation_id=4
            cuLaunchKernel 300000 10000 correlation_id=5
            cuMemcpyHtoDAsync 400000 10000 correlation_id=6
            """));
    space.message(
        1, PlaneText.plane("Task Environment", "stat profile_start_time=1700000000000000000"));
    return space.text(4, "worker-0").toBytes();
  }

  /**
   * Program 15, {@code jit_f}: a dot with a stack of two Python frames, an add with a line only.
   */
  private static ProtoWriter module() {
    ProtoWriter dot =
        new ProtoWriter().text(2, "jit(f)/jit(main)/mlp/transpose(jvp(a/b))/dot_general");
    dot.text(3, "/src/model.py").number(4, 12).number(15, 2);
    ProtoWriter add =
        new ProtoWriter().text(2, "jit(f)/jit(main)/add").text(3, "/src/model.py").number(4, 13);
    ProtoWriter computation = new ProtoWriter().text(1, "main");
    computation.message(2, new ProtoWriter().text(1, "dot.1").text(2, "dot").message(7, dot));
    computation.message(2, new ProtoWriter().text(1, "add.2").text(2, "add").message(7, add));
    computation.message(2, new ProtoWriter().text(1, "parameter.1"));
    ProtoWriter frames = new ProtoWriter().text(1, "/src/train.py").text(1, "/src/model.py");
    frames.text(2, "main").text(2, "f");
    frames.message(3, new ProtoWriter().number(1, 1).number(2, 1).number(3, 40));
    frames.message(3, new ProtoWriter().number(1, 2).number(2, 2).number(3, 12));
    frames.message(4, new ProtoWriter().number(1, 1));
    frames.message(4, new ProtoWriter().number(1, 2).number(2, 1));
    ProtoWriter module =
        new ProtoWriter().text(1, "jit_f").message(3, computation).message(17, frames);
    ProtoWriter stat =
        new ProtoWriter().number(1, 1).message(6, new ProtoWriter().message(1, module));
    ProtoWriter type = new ProtoWriter().number(1, 15).text(2, "jit_f(15)").message(5, stat);
    ProtoWriter plane = new ProtoWriter().text(2, "/host:metadata");
    plane.message(4, new ProtoWriter().number(1, 15).message(2, type));
    ProtoWriter name = new ProtoWriter().number(1, 1).text(2, "Hlo Proto");
    return plane.message(5, new ProtoWriter().number(1, 1).message(2, name));
  }

  private static byte[] tpu() {
    ProtoWriter space = new ProtoWriter();
    space.message(
        1,
        PlaneText.plane(
            "/device:TPU:0",
            """
            stat device_type_string=TPU_v6_Lite
            stat peak_teraflops_per_second=918.0
            type %dot.7_=_f32[8]_dot(...) display=dot.7 hlo_category=convolution flops=1200 tf_op=jit(step)/layer/dot_general: source=/src/a.py:9 source_stack=/src/main.py:3:1\\n/src/a.py:9:5
            type %while.2_=_while(...) display=while.2 hlo_category=while
            type %copy-done.1 display=copy-done.1 hlo_category=copy-done
            type %copy-start.1 display=copy-start.1 hlo_category=copy-start
            line 2 0 XLA_Modules
            jit_init(1) 1000250 500500 run_id=1 _ct=12 _c=-71
            jit_step(2) 2000250 4000500 run_id=2 _ct=12 _c=72
            jit_step(2) 7000250 4000500 run_id=3 _ct=12 _c=73
            line 3 0 XLA_Ops
            %while.2_=_while(...) 2000250 3000500 device_offset_ps=1 device_duration_ps=2
            %dot.7_=_f32[8]_dot(...) 2000328 999922 device_offset_ps=1 device_duration_ps=2
            %dot.7_=_f32[8]_dot(...) 3000250 1000922
            %copy-done.1 5000750 1000000
            line 4 0 Async_XLA_Ops
            %copy-start.1 2000250 3000500 hlo_op=copy-done.1 flow=616168039
            line 6 0 XLA_TraceMe
            barrier-cores 2000250 78
            """));
    space.message(
        1,
        PlaneText.plane(
            "/host:CPU",
            """
            line 9 0 enqueue/9
            DoEnqueueProgram 500000 100000 _pt=12 _p=-71
            DoEnqueueProgram 900000 100000 _pt=12 _p=72
            DoEnqueueProgram 4900000 100000 _pt=12 _p=73
            """));
    return space.toBytes();
  }

  private static byte[] collectives() {
    ProtoWriter space = new ProtoWriter();
    space.message(
        1,
        PlaneText.plane(
            "/device:TPU:0",
            """
            type %while.2_=_while(...) display=while.2 hlo_category=while
            type %fusion.3_=_fusion(%all-gather-done.1) display=fusion.3 hlo_category=loop\\sfusion
            type %fusion.4_=_fusion(...) display=fusion.4 hlo_category=all-reduce\\sfusion
            type %send-done.5_=_send-done(...) display=send-done.5 hlo_category=host\\ssend-done
            line 3 0 XLA_Ops
            %while.2_=_while(...) 0 100000
            all-reduce.1 0 1000
            all-gather-start.1 1000 2000
            %fusion.3_=_fusion(%all-gather-done.1) 3000 30000
            async-collective-fusion.6 33000 40000
            all-gather-done.1 73000 4000
            %fusion.4_=_fusion(...) 77000 8000
            recv-done.7 85000 3000
            %send-done.5_=_send-done(...) 88000 12000
            """));
    return space.toBytes();
  }

  private static byte[] host() {
    ProtoWriter space = new ProtoWriter();
    space.message(
        1,
        PlaneText.plane(
            "/host:CPU",
            """
            type model/dense_3/MatMul:MatMul display=MatMul
            line 11 5 python
            $train.py:40_main 0 9000000
            train 100000 8000000 step_num=7 _r=1 group_id=3
            $model.py:12_f 200000 700000
            $len 300000 100000
            PjitFunction(f) 400000 200000
            line 12 5 tf_Compute/12
            model/dense_3/MatMul:MatMul 0 1000000 is_eager=0
            MemoryAllocation 100000 0 allocator_name=gpu_host_bfc bytes_allocated=8192 allocation_bytes=4096 requested_bytes=4000 addr=139760685864448
            MemoryDeallocation 900000 0 allocator_name=gpu_host_bfc bytes_allocated=4096 allocation_bytes=4096 requested_bytes=4000 addr=139760685864448
            line 13 5 tf_XLAEigen/13
            dot.1 0 500000 hlo_op=dot.1 hlo_module=jit_f tf_op=jit(f)/dot_general
            """));
    return space.text(4, "a").toBytes();
  }

  private static byte[] twoHosts() {
    ProtoWriter space = new ProtoWriter();
    for (int rank = 0; rank < 2; rank++) {
      space.message(
          1,
          PlaneText.plane(
              "/device:GPU:0",
              "line 7 0 Stream_#7(Compute)\nk 5000000 1000000 correlation_id=1 kernel_details=a"));
      space.message(
          1,
          PlaneText.plane(
              "/host:CPU", "line 1 0 main\ncuLaunchKernel " + rank + "000 1000 correlation_id=1"));
    }
    return space.text(4, "a").text(4, "b").toBytes();
  }

  private static byte[] sums() {
    ProtoWriter space = new ProtoWriter();
    space.message(
        1,
        PlaneText.plane(
            "/device:TPU:0 SparseCore 1",
            "line 3 0 Sparse_Core_Ops\nfusion.1 x40 80000000\nfusion.2 x2 1000"));
    return space.toBytes();
  }

  private static byte[] errors() {
    ProtoWriter space = new ProtoWriter().message(1, new ProtoWriter().text(2, "/host:CPU"));
    return space.text(2, "no device was \"found\"").text(3, "buffer full").text(4, "a").toBytes();
  }
}
