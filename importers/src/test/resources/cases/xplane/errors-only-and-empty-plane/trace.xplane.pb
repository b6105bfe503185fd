
	/host:CPUno device was "found"buffer full"a