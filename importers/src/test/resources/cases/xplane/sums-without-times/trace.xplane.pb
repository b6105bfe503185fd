
k/device:TPU:0 SparseCore 1'Sparse Core Ops"	((€è’&"(è"fusion.1"fusion.2