#include "weather/weather.h"
