package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectivesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ncclDevKernel_AllReduce_Sum_f32_RING_LL(ncclDevComm*, unsigned long, ncclWork*)",
        "rcclGenericKernel",
        "void vllm::cross_device_reduce_1stage<__nv_bfloat16, 2>",
        "hcom_allReduce_",
        "all-reduce",
        "all-reduce.1",
        "all-reduce-start.12",
        "all-reduce-done.3.clone.1",
        "all-gather",
        "all-gather-start",
        "all-gather-done.4",
        "reduce-scatter.7",
        "reduce-scatter-start.7",
        "all-to-all.2",
        "ragged-all-to-all.2",
        "collective-permute-start.5",
        "collective-permute-done.5",
        "collective-broadcast.1",
        "async-collective-start",
        "async-collective-done.9",
        "send.3",
        "send-done.3",
        "recv.3",
        "recv-done",
        "all-reduce-scatter.8",
        "all-gather-fusion.2",
        "bitcast_all-gather_fusion.2",
        "all-reduce fusion",
        "%all-reduce.5 = f32[8]{0} all-reduce(f32[8]{0} %fusion.3), to_apply=%add",
        "void stream_executor::gpu::AllReduceKernelImpl<float>(float*)",
        "stream_executor::gpu::RaggedAllToAllKernelImpl<8l>"
      })
  void moveDataBetweenDevices(String name) {
    assertThat(Collectives.isCollective(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "%",
        ".",
        "gemm",
        "fusion.3",
        "reduce.1",
        "gather.4",
        "scatter.4",
        "broadcast_add_fusion.1",
        "convert_reduce_fusion",
        "copy-done.2",
        "async-collective-fusion.6",
        "host send",
        "sender",
        "send_fusion",
        "partition-id",
        "%fusion.3 = f32[8]{0} fusion(f32[8]{0} %all-gather-done.1), kind=kLoop",
        "void at::native::reduce_kernel<512, 1>",
        "triton_poi_fused_all_gather_copy_in_0"
      })
  void compute(String name) {
    assertThat(Collectives.isCollective(name)).isFalse();
  }

  @Test
  void aFusionIsWhatItsCategorySays() {
    TraceBuilder out = new TraceBuilder("a", "xplane", new Problems());
    int track = out.tracks().add(out.strings().intern("0"), out.strings().intern("7"));
    kernel(out, track, "fusion.1", "\"hlo_category\":\"all-reduce fusion\"");
    kernel(out, track, "fusion.1", "\"hlo_category\":\"loop fusion\",\"tf_op\":\"all-reduce\"");
    kernel(out, track, "fusion.1", "");
    kernel(out, track, "dot.1", "\"hlo_category\":\"all-reduce fusion\"");
    Collectives collectives = new Collectives(out.seal());
    assertThat(collectives.is(0)).isTrue();
    assertThat(collectives.is(1)).isFalse();
    assertThat(collectives.is(2)).isFalse();
    assertThat(collectives.is(3)).as("not asked: no fusion").isFalse();
    assertThat(collectives.is(0)).as("asked again").isTrue();
  }

  private static void kernel(TraceBuilder out, int track, String name, String args) {
    int argsId = args.isEmpty() ? Ids.NONE : out.args().intern(args);
    int work = out.deviceWork().add(1, 1, out.devices().row("0"), track, 0);
    out.slices()
        .add(0, 1, SliceKind.KERNEL, out.strings().intern(name), Ids.NONE, track, argsId, work);
  }

  @Test
  void aLongNameIsLookedAtOnce() {
    assertThat(Collectives.isCollective("a_".repeat(1 << 20))).isFalse();
  }
}
